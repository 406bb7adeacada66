/* What the parts of the import share. */
#ifndef STK_IMPORT_PARTS_H
#define STK_IMPORT_PARTS_H

#include "import/import.h"

/* Something is not as it was: reported, and told at the head of the source. */
struct diag *depart(struct import *, enum diag_code, Span, const char *fmt, ...) PRINTF(4, 5);
/* AT reaches over VALUE and all in it, as far as that stands in the same file. */
void span_value(const struct import *, struct value, Span *at);
/* Where what stands behind AT ends: at NEXT, if that is in the same file, at the next document, or at the end of the file. */
uint32_t end_of_part(const struct import *, Span at, Span next);
/* The object as it stands in its file, if it stands there in lines of its own up to the byte END; else written anew. */
void put_definition(const struct import *, const struct imported *, uint32_t end, struct buf *out);
void put_kinds(const struct import *, struct buf *out);
const struct kept_namespace *kept_namespace(const struct import *, Str name); /* NULL: none */

/* What the stack declares once somebody asks for it: the secret of a key, wherever that lies, and the plane of nodes with these labels. */
const struct name *secret_of(struct import *, Str namespace, Str name, Str key);
const struct name *declared_plane(struct import *, struct value labels);
/* The object of the input; NULL: there is none. */
const struct imported *imported_object(const struct import *, const char *kind, Str namespace, Str name);

#endif
