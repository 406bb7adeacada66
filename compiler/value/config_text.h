/* Config files as values, so that they are compared and found by option and not by line. */
#ifndef STK_CONFIG_TEXT_H
#define STK_CONFIG_TEXT_H

#include "diag/session.h"
#include "value/value.h"

/* A config file as a record of its options ("[section] option"), or whatever it is as YAML or JSON. NAME: of the file. Each value has
 * an origin: its place in the source that TEXT becomes. False: it is neither; what was reported to the session is nobody's business. */
bool config_as_value(struct session *, struct origins *, Str name, Str text, struct value *);
/* The line (from 1) of the text on which VALUE, a part of that, begins; 0: not known. */
size_t config_line(struct session *, const struct origins *, struct value);

#endif
