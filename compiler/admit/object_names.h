/* What an API server says of names and labels. */
#ifndef STK_OBJECT_NAMES_H
#define STK_OBJECT_NAMES_H

#include "objects/catalog.h"

/* Its own name, and that of the Service of a StatefulSet. E0708 */
void check_names(struct catalog *, const struct object *);
/* A namespace that nobody declares here: once, at the first object in it; SEEN has those that were looked at. E0708 */
void check_namespace(struct catalog *, const struct object *, struct map *seen);
/* metadata.generateName, which the server ends with five characters of its own. E0708 */
void check_generated_name(struct catalog *, const struct object *, struct value beginning);
/* Labels, and keys of annotations. E0708 */
void check_labels(struct catalog *, const struct object *, struct value metadata);
bool has_good_name(struct catalog *, const struct object *);

#endif
