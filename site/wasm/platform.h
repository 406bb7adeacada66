/* What the compiler asks of Linux and emscripten lacks. */
#ifndef STK_WASM_PLATFORM_H
#define STK_WASM_PLATFORM_H

enum { RENAME_EXCHANGE = 2 };
int renameat2(int, const char *, int, const char *, unsigned); /* always fails, as on a file system that cannot exchange */

#endif
