/* Values as text: ini, JSON, YAML, TOML for config files, whose texts may have secret parts; and the fast YAML and JSON
 * writers for manifests. Null fields are left out; keys keep their order. */
#ifndef STK_SERIALIZE_H
#define STK_SERIALIZE_H

#include "value/text.h"

/* {section: {option: scalar or list}} and options outside sections; lists repeat the option. ESCAPE_DOLLARS: for readers
 * that take "$name" for a reference, and quotation marks around a text away. */
void write_ini(struct text_builder *, struct value, bool escape_dollars); /* of what fits */
/* Whether it has that form; else *UNFIT is the first part that has not. */
bool fits_ini(struct value, struct value *unfit);
void write_toml(struct text_builder *, struct value); /* of a record */
void write_json_text(struct text_builder *, struct value);
void write_yaml_text(struct text_builder *, struct value);

/* The origins of leaves, in the order of lines. */
struct origin_list {
    struct arena *arena;
    VEC(uint32_t) v;
    const struct map *lines;    /* text to its struct line_origins; NULL: those of the lines of texts are not wanted */
    VEC(struct leaf_lines { size_t leaf; const struct line_origins *lines; }) texts;
    struct text_builder *text;  /* gets them as marks of its lines, and v stays empty; NULL: none */
};
/* Manifests: no secret parts can be inside. ORIGINS (may be NULL) gets the origin of each leaf. */
void write_yaml(struct buf *, struct value, struct origin_list *origins);
/* The same of many objects, one after the other: what the same declaration makes is copied from what it made before (yaml_mold.h). Begins with
 * an arena; all are written with ORIGINS or all without. */
enum { PLAIN_KEYS = 512 };
struct yaml_molds {
    struct arena *arena;
    struct map of;                        /* by declaration */
    const struct name *plain[PLAIN_KEYS]; /* keys that need no quotes, by their hash */
};
void write_yaml_again(struct buf *, struct value object, struct origin_list *origins, struct yaml_molds *, const void *declaration);
void write_json(struct buf *, struct value, int indent); /* INDENT < 0: on one line */
void put_json_text(struct buf *, Str); /* with its quotation marks */

/* The length of the character at I if YAML takes it only escaped, else 0: DEL and the C1 controls, line separators, the byte order mark,
 * non-characters. Control characters below the blank are not looked at. */
size_t yaml_unprintable(Str text, size_t i, unsigned *code_point);

#endif
