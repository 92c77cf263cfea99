# Two commands do everything on a fresh Debian or Ubuntu machine: make demo, make test.
# Those who know CMake use the presets: cmake --workflow --preset dev (or release, clang, asan, hostile, tsan, long).

BUILD := build/release
PYTHON := $(CURDIR)/.venv/bin/python

.PHONY: help demo test test-asan test-tsan test-long fuzz bench clean

help:
	@echo "make demo       six weeks of silent decay in a simulated recommender, and who notices when"
	@echo "make test       build everything and run the short tests"
	@echo "make test-asan  what takes bytes from outside under the address and undefined-behaviour sanitizers, compiled by clang 14"
	@echo "make test-tsan  what has threads under the thread sanitizer"
	@echo "make test-long  calibration, power and soak tests (an hour or so)"
	@echo "make fuzz       every fuzz target for a minute (with clang), from the kept seeds; FUZZ_SECONDS=10 shorter"
	@echo "make bench      the micro benchmarks"

demo:
	@scripts/install-dependencies.sh
	@cmake --preset release -DTEPID_TESTS=OFF -DTEPID_BENCHMARKS=OFF -B build/demo >build-demo.log 2>&1 || { cat build-demo.log; exit 1; }
	@cmake --build build/demo --target recommender_six_weeks >>build-demo.log 2>&1 || { cat build-demo.log; exit 1; }
	@rm -f build-demo.log
	@build/demo/examples/recommender_six_weeks

test:
	scripts/install-dependencies.sh --tests
	cmake --preset release -DTEPID_PYTHON_EXECUTABLE=$(PYTHON)
	cmake --build $(BUILD)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --force-reinstall .
	scripts/run_tests.py --preset release

test-asan:
	scripts/install-dependencies.sh --fuzz
	cmake --workflow --preset hostile

test-tsan:
	scripts/install-dependencies.sh
	cmake --workflow --preset tsan

test-long:
	scripts/install-dependencies.sh
	cmake --workflow --preset long

fuzz:
	scripts/install-dependencies.sh --fuzz
	cmake --preset hostile
	cmake --build build/hostile --target fuzz_programs
	scripts/fuzz.sh build/hostile

bench:
	scripts/install-dependencies.sh
	cmake --preset release
	cmake --build $(BUILD) --target benchmarks
	for program in $(BUILD)/benchmarks/bench_*; do $$program || exit 1; done

clean:
	rm -rf build .venv
