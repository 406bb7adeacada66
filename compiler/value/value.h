/* Values: what evaluation makes. Small, passed by value; what they point to lives in the arena and is never changed.
 * Every value knows its origin. */
#ifndef STK_VALUE_H
#define STK_VALUE_H

#include "diag/session.h"

enum value_kind {
    V_POISON,    /* something went wrong and was reported; everything made from it is poison */
    V_NULL, V_BOOL, V_INT, V_FLOAT, V_STRING,
    V_BYTES,     /* integer: bytes */
    V_CPU,       /* integer: thousandths of a core */
    V_DURATION,  /* integer: milliseconds */
    V_PORT,      /* integer: number, plus enum port_protocol << 16 */
    V_PERCENT,   /* integer */
    V_SECRET,    /* a text with secret parts */
    V_LIST, V_RECORD /* also maps and objects */, V_INSTANCE, V_OBJECT,
};

enum port_protocol { PORT_TCP, PORT_UDP, PORT_SCTP, PORT_HTTP, PORT_HTTPS, PORT_GRPC };

struct instance;
struct object;

struct value {
    enum value_kind kind : 8;
    uint32_t origin;         /* index into struct origins; 0: none */
    union {
        bool boolean;
        int64_t integer;
        double real;
        const struct name *string; /* a copy of its own; shared in manifests of others, and where value_of_name made it */
        const struct secret_text *secret;
        const struct list *list;
        const struct record *record;
        struct instance *instance;
        struct object *object;
    };
};

struct list {
    uint32_t n;
    uint32_t expanded_size;  /* value_expanded_size; 0: not yet counted */
    struct value at[];
};

/* Keys in the order in which they were written; no key twice. */
struct record {
    uint32_t n;
    uint32_t expanded_size; /* as in struct list */
    const struct name *const *keys;
    const Span *key_spans; /* of the keys, where a literal wrote them; file 0: not known. NULL: none is known */
    struct value values[];
};

/* The content of one secret key: known by name only. */
struct secret_key_ref {
    const struct name *secret;  /* name of the Secret object */
    const struct name *key;
    int64_t generation;
    bool safe;                  /* its characters are limited to [A-Za-z0-9] */
};

enum escape { ESCAPE_NONE, ESCAPE_URL, ESCAPE_JSON, ESCAPE_SHELL, ESCAPE_DOLLARS };

struct secret_part {
    Str text;                 /* already escaped */
    const struct secret_key_ref *key_ref; /* NULL: text */
    enum escape escape;       /* what the render step still has to do to an unsafe leaf */
};

struct secret_text {
    size_t n;
    struct secret_part parts[];
};

struct value value_poison(void);
struct value value_null(void);
struct value value_bool(bool);
struct value value_int(int64_t);
struct value value_unit(enum value_kind, int64_t);
struct value value_float(double);
struct value value_string(struct arena *, Str);
struct value value_of_name(const struct name *);       /* its text, without a copy */
struct value value_list(const struct list *);
struct value value_record(const struct record *);
struct value value_with_origin(struct value, uint32_t origin); /* the same with another origin */

Str value_str(struct value);                          /* of a V_STRING */
struct list *list_new(struct arena *, size_t n);
struct record *record_new(struct arena *, const struct name *const *keys, size_t n); /* keys are not copied */
void record_add(struct record *, const struct name **keys, const struct name *key, struct value); /* KEYS are its keys; in both there must be room */
struct record *record_of(struct arena *, const struct name *const *keys, const struct value *values, size_t n); /* with copies of the values */
void record_forget(struct record *); /* before its keys become others */
/* NULL: absent. Null counts as absent in records made of fields, but is a value here. */
const struct value *record_get(struct arena *, const struct record *, const struct name *);
/* A field of any value; V_NULL: absent, or no record. */
struct value value_get(struct arena *, struct value, const struct name *);

/* OLD, a V_RECORD or V_NULL, with KEY set to VALUE; a new key comes last. */
struct value record_with(struct arena *, struct value old, const struct name *key, struct value);
/* The same of one key after the other, in time that grows with their number: what was made the last time is changed where it is, if it is OLD.
 * Nobody but who asks may hold it. ROOM begins as zeros. */
struct record_room {
    struct record *record;
    const struct name **keys;
    Span *key_spans;
    size_t n; /* values that it has room for */
};
struct value record_grow(struct arena *, struct record_room *, struct value old, const struct name *key, struct value);
/* OLD, a V_RECORD, without KEY. */
struct value record_without(struct arena *, struct value old, const struct name *key);
/* The keys of A in their order, then those that only B has; B's values win. */
struct value record_merge(struct arena *, const struct record *a, const struct record *b);

bool record_has_keys_of(const struct record *, const struct record *); /* the same keys, in the same order */
/* How much a list or record is when it is written: its values, and one more for every LONG_TEXT bytes of a text or key. What is shared counts each
 * time. Counted once, from the parts, which are counted already. */
enum { LONG_TEXT = 256 };
uint32_t value_expanded_size(struct value);

bool value_is_same(struct value, struct value);         /* to the pointer and the origin */
bool value_looks_same(struct value, struct value);      /* but for the origins; keys in the same order */
bool value_holds_secret(struct value);                 /* itself, or somewhere inside */
bool value_equal(struct value, struct value);
uint64_t value_hash(struct value, uint64_t seed); /* content; secrets by name and generation; same on every machine */

/* A scalar as Kubernetes and people print it: 512Mi, 250m, 30s, 80. Not for secrets, lists, records. */
void value_print(struct value, struct buf *);
Str value_show(struct arena *, struct value);         /* for messages: short, secrets redacted */
/* What an element of a set is known by: equal values have the same, others another. */
void value_identity(struct value, struct buf *);

/* ---- origins: where values come from ---- */

enum origin_role { ORIGIN_WRITTEN, ORIGIN_DEFAULT, ORIGIN_OVERRIDE, ORIGIN_VALUES, ORIGIN_COMMAND_LINE };

struct origin {
    Span at;
    enum origin_role role;
    uint32_t previous;  /* what this one overrode; 0: nothing */
    Span key_at;             /* of its key there; file 0 elsewhere */
    const struct name *name; /* of the parameter, in values files and on the command line; NULL elsewhere */
};

/* There are as many as values, and most are nothing but places, which take a fifth of the room. An id is twice the number of a place, or that of a
 * history and one. Both are in chunks, which stay where they are; places of one chunk are of one file. */
enum { PLACES_CHUNK = 64, HISTORIES_CHUNK = 1024 };
struct written_place {
    uint32_t lo;
    uint16_t n;
    uint8_t gap, key_n; /* the key has KEY_N bytes, and ends GAP before LO; 0: there is none */
};
struct places {
    uint32_t file;
    struct written_place at[PLACES_CHUNK];
};
struct origins {
    VEC(struct places *) places;
    VEC(struct origin *) histories;
    uint32_t nplaces, nhistories;
};

struct origin origin_at(const struct origins *, uint32_t id); /* of 0, and of what is none: no place */
uint32_t origins_end(const struct origins *);                 /* above all ids */
void origins_clear(struct origins *);                         /* none are left; the room is used again */
/* Its number among all, places first: below nplaces + nhistories. */
static inline uint32_t origin_number(uint32_t nplaces, uint32_t id) { return id % 2 ? nplaces + id / 2 : id / 2; }
/* What messages call it: the parameter, or its key in a file; empty: it has no name. */
Str origin_name(const struct origins *, const struct sources *, uint32_t id);
/* A value of a file under KEY: where that is, and its name, unless the origin is nothing but a place. Returns ID, or another one with room for it. */
uint32_t origin_with_key(struct arena *, struct origins *, uint32_t id, const struct name *key, Span key_at);

uint32_t origin_push(struct arena *, struct origins *, struct origin);
uint32_t origin_add(struct arena *, struct origins *, Span, enum origin_role, uint32_t previous);
Span origin_span(const struct origins *, uint32_t);
/* Where the key I of RECORD was written, or what it was set by; else where its value comes from. */
Span key_span(const struct origins *, const struct record *, size_t i);

#endif
