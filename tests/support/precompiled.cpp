// tests/support/precompiled.cpp - owns the precompiled headers of all test programs, and tests nothing.
