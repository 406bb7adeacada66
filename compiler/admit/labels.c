/* Labels, and keys of annotations, that the API server refuses. */
#include "admit/object_names.h"
#include "objects/catalog.h"
#include "name_syntax.h"

enum { LABEL_MAX = 63 };

enum { INSIDE = 1, AT_EDGE = 2 };

/* Where a character may stand. */
static const unsigned char label_class[256] = {
    ['a' ... 'z'] = INSIDE | AT_EDGE, ['A' ... 'Z'] = INSIDE | AT_EDGE, ['0' ... '9'] = INSIDE | AT_EDGE, ['-'] = INSIDE, ['_'] = INSIDE, ['.'] = INSIDE,
};

static unsigned char class_at(Str text, size_t i) { return label_class[(unsigned char)text.s[i]]; }

/* The first character that cannot stand where it stands; the length of TEXT: none. */
static size_t refused_in_label(Str text)
{
    size_t i = 0;
    if (text.n && !(class_at(text, 0) & AT_EDGE)) return 0;
    while (i < text.n && class_at(text, i)) i++;
    return text.n && i == text.n && !(class_at(text, i - 1) & AT_EDGE) ? i - 1 : i;
}

static bool is_key(Str key)
{
    const char *slash = memrchr(key.s, '/', key.n);
    Str prefix = {key.s, slash ? (size_t)(slash - key.s) : 0}, name = slash ? (Str){slash + 1, key.n - prefix.n - 1} : key;
    bool prefix_fine = !slash || (prefix.n > 0 && prefix.n <= 253 && first_refused(prefix, SUBDOMAIN) == prefix.n);
    return prefix_fine && name.n > 0 && name.n <= LABEL_MAX && refused_in_label(name) == name.n;
}

static void report_key(struct catalog *catalog, const struct object *object, const char *what, const struct name *key, struct value at)
{
    struct diag *diag = object_error(catalog, E0708, at, object, "%s '%s' has a name that Kubernetes refuses", what, key->s);
    diag_help(&catalog->session->diags, diag, "%s is called NAME or DOMAIN/NAME; NAME has letters, digits, '-', '_' and '.', at most %d",
              *what == 'a' ? "an annotation" : "a label", LABEL_MAX);
}

/* Keys are few, and stand in many objects. */
static void check_label_key(struct catalog *catalog, const struct object *object, const struct name *key, struct value at)
{
    if (map_get(&catalog->label_keys, key)) return;
    if (is_key(NAME_STR(key))) map_put(catalog->session->arena, &catalog->label_keys, key, catalog);
    else report_key(catalog, object, "label", key, at);
}

/* Those of annotations are looked at in small letters: Example.com/x is one, though no label (seen on 1.20.2 and 1.36.2). */
static void check_annotation_key(struct catalog *catalog, const struct object *object, const struct name *key, struct value at)
{
    if (map_get(&catalog->annotation_keys, key)) return;
    if (is_key(arena_lower(catalog->session->arena, NAME_STR(key)))) map_put(catalog->session->arena, &catalog->annotation_keys, key, catalog);
    else report_key(catalog, object, "annotation", key, at);
}

static void check_label_value(struct catalog *catalog, const struct object *object, const struct name *key, struct value at)
{
    Str value = dig_text(at);
    size_t refused = refused_in_label(value);
    struct diag *diag;
    if (value.n > LABEL_MAX)
        diag = object_error(catalog, E0708, at, object, "label '%s' has a value of %zu characters, and the limit is %d: '%.*s'", key->s, value.n,
                            LABEL_MAX, STR_ARG(value));
    else if (refused < value.n)
        diag = object_error(catalog, E0708, at, object, "label '%s' has a value that %s '%.*s': '%.*s'", key->s, position_of(value, refused),
                            STR_ARG(character_at(value, refused)), STR_ARG(value));
    else return;
    const struct instance *instance = object->instance;
    if (instance && instance->object_name.n && str_eq(instance->object_name, value))
        diag_help(&catalog->session->diags, diag, "it is the name of '%.*s'; set another one: name = \"…\"",
                  STR_ARG(instance->path));
    else diag_help(&catalog->session->diags, diag, "letters, digits, '-', '_' and '.', beginning and ending with a letter or digit");
}

/* The objects of an instance often share them. */
static void check_each_label(struct catalog *catalog, const struct object *object, struct value labels)
{
    size_t said = catalog->session->diags.all.n;
    if (labels.kind != V_RECORD || labels.record == catalog->good_labels) return;
    for (size_t i = 0; i < labels.record->n; i++) {
        struct value value = labels.record->values[i];
        if (value.kind == V_NULL) continue;
        check_label_key(catalog, object, labels.record->keys[i], value);
        check_label_value(catalog, object, labels.record->keys[i], value);
    }
    if (said == catalog->session->diags.all.n) catalog->good_labels = labels.record;
}

static void check_each_annotation(struct catalog *catalog, const struct object *object, struct value annotations)
{
    for (size_t i = 0; annotations.kind == V_RECORD && i < annotations.record->n; i++)
        if (annotations.record->values[i].kind != V_NULL)
            check_annotation_key(catalog, object, annotations.record->keys[i], annotations.record->values[i]);
}

/* A bad name is often in a label, too; it is reported once. */
void check_labels(struct catalog *catalog, const struct object *object, struct value metadata)
{
    if (!has_good_name(catalog, object)) return;
    check_each_label(catalog, object, dig(catalog, metadata, "labels"));
    check_each_annotation(catalog, object, dig(catalog, metadata, "annotations"));
}
