/* What webhooks and policies admit, and which versions they speak. */
#include "visit.h"
#include "value_format.h"

/* ---- rules ---- */

void check_alone_with_star(const struct visit *visit, struct value list)
{
    if (list.kind != V_LIST || list.list->n < 2 || !has_text(list, STR("*"))) return;
    value_help(visit, value_error(visit, E0717, list, "has others beside '*'"), "'*' stands alone: it is all of them");
}

/* RESOURCE/PART: whether an earlier one stands for it, such as RESOURCE with a star, or a star with PART. */
static bool covered_by(Str earlier, Str resource, Str part)
{
    Str rest = earlier, first = str_cut(&rest, '/');
    if (first.n == earlier.n) return false;
    return (str_eq(first, resource) && str_is(rest, "*")) || (str_is(first, "*") && str_eq(rest, part));
}

static void check_hook_resource(const struct visit *visit, struct value list, size_t i)
{
    struct way element;
    struct visit at = visit_element(visit, &element, i);
    Str part = dig_text(list.list->at[i]), resource = str_cut(&part, '/');
    if (resource.n == dig_text(list.list->at[i]).n) return;
    for (size_t k = 0; k < i; k++) {
        Str earlier = dig_text(list.list->at[k]);
        if (!covered_by(earlier, resource, part)) continue;
        value_error(&at, E0717, list.list->at[i], "is '%.*s', and '%.*s' stands for it already", STR_ARG(dig_text(list.list->at[i])),
                    STR_ARG(earlier));
        return;
    }
}

void check_hook_resources(const struct visit *visit, struct value list)
{
    bool plain = false; /* the last one without a part is not the star: so the server asks */
    for (size_t i = 0; list.kind == V_LIST && i < list.list->n; i++) {
        Str text = dig_text(list.list->at[i]);
        if (!memchr(text.s, '/', text.n)) plain = text.n && !str_is(text, "*");
        check_hook_resource(visit, list, i);
    }
    if (plain && has_text(list, STR("*")))
        value_help(visit, value_error(visit, E0717, list, "has others beside '*'"), "'*' is all that are no parts of others");
    if (list.kind == V_LIST && list.list->n > 1 && has_text(list, STR("*/*")))
        value_help(visit, value_error(visit, E0717, list, "has others beside '*/*'"), "'*/*' stands alone: it is all of them");
}

/* ---- versions ---- */

static bool is_recognized(struct value list) { return has_text(list, STR("v1")) || has_text(list, STR("v1beta1")); }

void check_review_versions(const struct visit *visit, struct value list)
{
    for (size_t i = 0; list.kind == V_LIST && i < list.list->n; i++) {
        struct way element;
        struct visit at = visit_element(visit, &element, i);
        struct value version = list.list->at[i];
        if (version.kind == V_STRING && (!version.string->n || !format_fits(FORMAT_HOST_LABEL, version)))
            value_help(&at, value_error(&at, E0717, version, "is '%.*s'", STR_ARG(dig_text(version))), "the name of a version, as v1");
        for (size_t k = 0; k < i; k++)
            if (value_equal(list.list->at[k], version)) {
                value_error(&at, E0717, version, "is '%.*s', and an earlier one is that, too", STR_ARG(dig_text(version)));
                break;
            }
    }
    if (list.kind == V_LIST && list.list->n && !is_recognized(list))
        value_help(visit, value_error(visit, E0717, list, "has no version that the API server speaks"), "one of them is v1 or v1beta1");
}

/* ---- policies ---- */

void check_validation_actions(const struct visit *visit, struct value list)
{
    if (has_text(list, STR("Deny")) && has_text(list, STR("Warn")))
        value_help(visit, value_error(visit, E0717, list, "has 'Deny' and 'Warn'"), "who is denied is told why: leave 'Warn' out");
}

/* The name of an annotation is that of the policy and the key. */
void check_audit_keys(const struct visit *visit, struct value list)
{
    struct arena *arena = visit->catalog->session->arena;
    struct value item;
    for (size_t i = 0; each(list, i, &item); i++) {
        struct value key = part(visit, item, "key");
        struct way element;
        struct visit at = visit_element(visit, &element, i);
        Str name = arena_printf(arena, "%s/%.*s", object_around(visit)->name->s, STR_ARG(dig_text(key)));
        if (key.kind != V_STRING || !key.string->n || format_fits(FORMAT_QUALIFIED_NAME, value_string(arena, name))) continue;
        value_help(&at, value_error(&at, E0717, key, "has the key '%.*s'", STR_ARG(dig_text(key))), format_meaning(FORMAT_QUALIFIED_NAME));
    }
}
