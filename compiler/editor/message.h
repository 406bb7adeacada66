/* Messages as the Language Server Protocol frames them: "Content-Length: N", an empty line, and N bytes of JSON. */
#ifndef STK_MESSAGE_H
#define STK_MESSAGE_H

#include "base/base.h"

#include <jansson.h>

enum { MESSAGE_MAX = 64 << 20 };

/* What came from FILE, and where the next message in it begins. Begins as zeros, but for FILE. */
struct inbox {
    int file;
    struct buf bytes;
    size_t at;
};
bool inbox_read(struct inbox *);     /* waits for some bytes; false: the other side is gone */
/* The next message that is there as a whole, which the caller owns; NULL: there is none. JSON's null: it was no JSON. */
json_t *inbox_next(struct inbox *);
void inbox_free(struct inbox *);

/* False: the other side is gone. */
bool send_message(int file, const json_t *message);

/* With a message, an open file goes through a socket; it comes with the first of the message's bytes. */
bool send_message_with(int socket, const json_t *message, int passed);
bool inbox_read_with(struct inbox *, int *passed); /* -1: none came */

#endif
