/* The version of both programs: semver.org. Before 1.0.0 everything may change. */
#ifndef STK_VERSION_H
#define STK_VERSION_H

#define STK_VERSION "0.1.0"

#endif
