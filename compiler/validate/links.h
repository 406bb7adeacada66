/* Texts in fields that name something of an object, as they were followed: for editors, who show where that is declared. */
#ifndef STK_LINKS_H
#define STK_LINKS_H

#include "objects/catalog.h"

/* TEXT, as the project has written it, names OBJECT. Nothing where no editor asks; likewise below. */
void link_object(struct catalog *, struct value text, const struct object *);
/* It names what stands at AT: where the library has put that there, what of the project made OBJECT. */
void link_part(struct catalog *, struct value text, Span at, const struct object *);
/* It is PORT of OBJECT, of a container or a Service. */
void link_port(struct catalog *, struct value text, struct value port, const struct object *);
/* It is a key of OBJECT, of the record HOLDER in it. */
void link_key(struct catalog *, struct value text, struct value holder, const struct object *);
/* It is a Secret that no object stands for, and that is made at AT. */
void link_place(struct catalog *, struct value text, Span at);

/* Where to say that OBJECT comes from: AT, in a source of the project; else what there made it. */
Span declared_place(const struct catalog *, Span at, const struct object *);
Span port_place(struct catalog *, struct value port, const struct object *); /* likewise */

#endif
