/* tepid/tepid.h - the C interface. */
#ifndef TEPID_TEPID_H
#define TEPID_TEPID_H
const char *tepid_version_string(void);
#endif
