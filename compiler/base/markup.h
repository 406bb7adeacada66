/* Texts in XML and HTML. */
#ifndef STK_MARKUP_H
#define STK_MARKUP_H

#include "base/base.h"

/* What has a meaning there is escaped; characters that XML does not have become '?'. */
void put_xml(struct buf *, Str text);
void put_attribute(struct buf *, const char *name, Str text); /* ' NAME="TEXT"' */
void put_element(struct buf *, const char *tag, Str text);    /* <TAG>TEXT</TAG> */

#endif
