/* Texts in XML and HTML. */
#ifndef STK_MARKUP_H
#define STK_MARKUP_H

#include "base/base.h"

/* What has a meaning there is escaped; control characters, which XML does not know, become spaces, but for line ends. */
void put_xml(struct buf *, Str text);
void put_attribute(struct buf *, const char *name, Str text); /* ' NAME="TEXT"'; nothing for an empty text */
void put_element(struct buf *, const char *tag, Str text);    /* <TAG>TEXT</TAG> */

#endif
