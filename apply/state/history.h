/* The last revisions of a stack, in the cluster: ConfigMaps with the archive of what was applied, cut into parts that fit.
 *
 * No secret is in them: manifests have none. The first part says what the revision is, and is written last and deleted first. */
#ifndef STK_HISTORY_H
#define STK_HISTORY_H

#include "state/inventory.h"

enum { REVISIONS_KEPT = 10, REVISION_PART_MAX = 700 * 1024 }; /* bytes before base64 */

struct revision_info {
    json_int_t number;
    Str time;                /* RFC 3339, UTC */
    Str by;                  /* user@host */
    Str result;              /* "begun", "applied", "failed", "interrupted"; of those in the list also "damaged" */
    Str note;                /* "rollback to 3"; may be empty */
    Str kube, environment;   /* of the compiled stack */
    size_t objects;
};
struct revisions { VEC(struct revision_info) v; }; /* the newest first */

bool history_list(struct http *, const struct inventory *, struct revisions *, struct problem *);
/* For a stack without an inventory, which may have been lost: its revision becomes that of the newest one kept, when the answer is
 * there. Numbers are not given twice. */
void history_ask_newest(struct http *, struct inventory *);

struct revision_write;
struct revision_options {
    const char *folder;      /* compiled: what is kept */
    struct revision_info info; /* its result is not read */
    void (*refused)(void *context, const char *text); /* told as soon as it is known that the revision is not kept */
    void *context;
};
/* Packs the folder in the next turns of the loop, while the answer to another request is awaited. The options live until the
 * end; the revision's number is known when it begins. */
struct revision_write *history_prepare(struct http *, const struct inventory *, const struct revision_options *);
/* Begins to write its archive, with the result "begun"; over what an interrupted apply left of that number. It goes while other
 * requests do. False: the folder cannot be packed. */
bool history_begin(struct revision_write *, struct problem *);
/* Waits until it is written, sets its result, and deletes what is older than the last REVISIONS_KEPT, but for the last that was
 * applied. */
bool history_finish(const struct revision_write *, Str result, struct problem *);
/* Unpacks revision NUMBER into FOLDER, which exists and is empty. */
bool history_read(struct http *, const struct inventory *, json_int_t number, const char *folder, struct problem *);
bool history_delete(struct http *, const struct inventory *, struct problem *);

#endif
