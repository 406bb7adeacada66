/* Plain scalars as kubectl takes them: YAML 1.1 as go.yaml.in/yaml/v2 (2.4, of kubectl 1.36) and gopkg.in/yaml.v2 (of 1.20) resolve it,
 * then JSON, which knows no difference between 3.0 and 3. Both versions take every word alike. */
#ifndef STK_PLAIN_WORD_H
#define STK_PLAIN_WORD_H

#include "value/value.h"

enum word_kind { WORD_TEXT, WORD_NULL, WORD_BOOL, WORD_INT, WORD_FLOAT };

struct word {
    enum word_kind kind;
    union {
        bool boolean;
        int64_t integer;
        double real; /* also of whole numbers above those of 64 bits with a sign, and infinite or none */
    };
};

struct word plain_word(Str); /* NUL-terminated */
/* The same as a value: whole numbers are V_INT however they were written. TEXT is what was read. */
struct value plain_word_value(struct arena *, struct word, Str text);
/* As the key of a map: 0x10 is "16", y is "true". Empty: kubectl refuses it. */
Str plain_word_key(struct arena *, struct word, Str text);

#endif
