/* Keys of ConfigMaps and Secrets, which pods name. */
#include "resolver.h"

#include "validate/links.h"

static const char *const key_fields[] = {"data", "binaryData", "stringData"};

/* One without any keys is filled at run time. */
static bool has_key(struct resolver *resolver, const struct object *holder, Str key)
{
    bool empty = true;
    for (size_t i = 0; i < COUNT(key_fields); i++) {
        struct value data = dig(resolver->catalog, holder->value, key_fields[i]);
        empty &= data.kind != V_RECORD || data.record->n == 0;
        if (field_in(resolver->catalog, data, name_of(resolver->catalog->session->names, key)).kind != V_NULL) return true;
    }
    return empty || holder->broken;
}

static void suggest_key(struct resolver *resolver, struct diag *diag, const struct object *holder, Str key)
{
    struct catalog *catalog = resolver->catalog;
    struct suggestion suggestion = suggestion_for(&catalog->session->diags, key);
    for (size_t i = 0; i < COUNT(key_fields); i++) {
        struct value data = dig(catalog, holder->value, key_fields[i]);
        for (size_t k = 0; data.kind == V_RECORD && k < data.record->n; k++)
            suggestion_offer_declared(&suggestion, NAME_STR(data.record->keys[k]),
                                      declared_place(catalog, key_span(&catalog->machine->program->origins, data.record, k), holder));
    }
    diag_suggest(&resolver->catalog->session->diags, diag, &suggestion);
}

static struct diag *report_key(struct resolver *resolver, const struct object *from, struct value key, const char *kind, Str name)
{
    struct diag *diag = object_error(resolver->catalog, E0705, key, from, "%s '%s' needs key '%.*s' of %s '%.*s', which does not have it",
                                     from->kube->kind, from->name->s, STR_ARG(dig_text(key)), kind, STR_ARG(name));
    diag_help(&resolver->catalog->session->diags, diag, "add the key, or name one that is there");
    return diag;
}

void need_key(struct resolver *resolver, const struct object *from, const struct object *holder, struct value key)
{
    Str text = dig_text(key);
    for (size_t i = 0; i < COUNT(key_fields); i++) link_key(resolver->catalog, key, dig(resolver->catalog, holder->value, key_fields[i]), holder);
    if (!text.n || has_key(resolver, holder, text)) return;
    struct diag *diag = report_key(resolver, from, key, holder->kube->kind, NAME_STR(holder->name));
    if (worth_searching(resolver->catalog)) suggest_key(resolver, diag, holder, text);
    diag_note(&resolver->catalog->session->diags, diag, where(resolver->catalog, dig(resolver->catalog, holder->value, "data"), holder),
              "the keys of '%s' are here", holder->name->s);
}

void need_made_key(struct resolver *resolver, const struct object *from, const struct made_secret *secret, struct value key)
{
    struct suggestion suggestion = suggestion_for(&resolver->catalog->session->diags, dig_text(key));
    struct value own;
    if (secret->keys.kind != V_LIST || !dig_text(key).n) return;
    for (size_t i = 0; each(secret->keys, i, &own); i++) {
        if (value_equal(own, key)) {
            link_place(resolver->catalog, key, secret->at);
            return;
        }
        suggestion_offer_declared(&suggestion, dig_text(own), secret->at);
    }
    struct diag *diag = report_key(resolver, from, key, "Secret", secret->name);
    diag_suggest(&resolver->catalog->session->diags, diag, &suggestion);
    diag_note(&resolver->catalog->session->diags, diag, secret->at, "'%.*s' is declared here", STR_ARG(secret->name));
}
