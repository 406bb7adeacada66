/* .stk/map: for each field of each manifest the place that set it, and for each line of a text that values made. In lines:
 *
 *   stk-map 1
 *   file N PATH
 *   origin N FILE:LINE:COLUMN ROLE [PREVIOUS]     role: w(ritten) d(efault) o(verride) v(alues) c(ommand line)
 *   object MANIFEST-FILE FILE:LINE:COLUMN [INSTANCE-PATH]
 *    N N*COUNT …                                  the origin of each leaf, in the order of the manifest's lines
 *   lines LEAF N N*COUNT PLACE PLACE*COUNT …      where that leaf (from 0) of the object is a text: the origin of each of its lines;
 *                                                 0, and behind the last: that of the leaf
 *
 * PLACE is an origin that has no number: FILE:LINE:COLUMN[ROLE][<PREVIOUS]. The role is w where there is none; without FILE, or FILE
 * and LINE, they are those of the place before it on that line of the map (":COLUMN").
 */
#ifndef STK_SOURCE_MAP_H
#define STK_SOURCE_MAP_H

#include "compile/compile.h"
#include "value/serialize.h"

struct source_map_writer;
struct source_map_writer *source_map_writer_new(const struct compilation *);
void source_map_writer_add(struct source_map_writer *, const struct object *, Str manifest, const struct origin_list *);
void source_map_writer_done(struct source_map_writer *, struct buf *out);

#endif
