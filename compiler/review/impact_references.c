/* What the unchanged part of the stack says about what changed: it refers to what is gone, or reads what it does not
 * read again. */
#include "impact_rules.h"

#include "review/workload.h"

#include <ctype.h>

/* ---- Services that are gone, and whose host names stand in what stays ---- */

static bool of_host(char c) { return isalnum((unsigned char)c) || c == '-' || c == '.'; }

enum { HOST_MAX = 253 }; /* of a host name */

/* "db.shop" before ".svc" at AT; empty: there is no name. */
static Str host_before(Str text, size_t at)
{
    size_t start = at;
    while (start > 0 && at - start < HOST_MAX && of_host(text.s[start - 1])) start--;
    Str host = {text.s + start, at - start};
    const char *dot = host.n ? memrchr(host.s, '.', host.n) : NULL;
    if (!dot) return STR("");
    Str service = str_after_last((Str){host.s, (size_t)(dot - host.s)}, '.');
    return (Str){service.s, service.n + (size_t)(host.s + host.n - dot)};
}

static struct map removed_services(struct impact *impact)
{
    struct map services = {0};
    for (size_t i = 0; i < impact->comparison->changes.n; i++) {
        struct object_change *change = &impact->comparison->changes.at[i];
        bool gone = change->kind == CHANGE_REMOVED || change->kind == CHANGE_RENAMED || change->kind == CHANGE_NAMESPACE;
        if (!gone || !str_is(change->before->kind, "Service")) continue;
        Str host = arena_printf(impact->session->arena, "%.*s.%.*s", STR_ARG(change->before->name), STR_ARG(change->before->namespace));
        map_put(impact->session->arena, &services, name_of(impact->session->names, host), change);
    }
    return services;
}

static void look_for_hosts(struct impact *impact, const struct map *services, struct compiled_object *object)
{
    Str text = compiled_text(impact->comparison->after, object);
    struct map told = {0};
    for (const char *at = text.s; text.n && (at = memmem(at, text.n - (size_t)(at - text.s), ".svc", 4)); at += 4) {
        const struct name *host = name_find(impact->session->names, host_before(text, (size_t)(at - text.s)));
        const struct object_change *change = host ? map_get(services, host) : NULL;
        if (!change || map_get(&told, change)) continue;
        map_put(impact->session->arena, &told, change, (void *)change);
        add_consequence_of(impact, REFERENCE_LOST, WEIGHT_DANGER, object->instance, arena_copy(impact->session->arena, object->kind).s, object->name,
                "still names the Service %.*s, which goes away", STR_ARG(change->before->name));
    }
}

/* ---- configs that changed, and whose readers do not restart ---- */

static bool restarts(struct impact *impact, struct compiled_object *object)
{
    const struct object_change *change = map_get(&impact->comparison->of_object, object);
    const char *template = template_path(object->kind);
    if (change && change->kind != CHANGE_FIELDS) return true;
    return change && changes_below(change, str_of(template));
}

static bool content_changed(const struct object_change *change)
{
    return change->kind == CHANGE_FIELDS && str_is(change->after->kind, "ConfigMap") && changes_below(change, STR("data"));
}

static void impact_reader(struct impact *impact, struct compiled_object *reader)
{
    const char *template = template_path(reader->kind);
    if (!template || str_is(reader->kind, "CronJob") || str_is(reader->kind, "Operation") || restarts(impact, reader)) return;
    size_t i;
    json_t *edge;
    json_array_foreach(compiled_after(impact->comparison->after, reader), i, edge) {
        const struct compiled_object *object = compiled_edge_object(impact->comparison->after, edge);
        const struct object_change *change = object ? map_get(&impact->comparison->of_object, object) : NULL;
        Str reason = json_text(edge, "reason");
        if (!change || !content_changed(change) || !(str_is(reason, "mounts") || str_is(reason, "environment"))) continue;
        add_consequence_of(impact, NOT_READ, WEIGHT_NOTE, reader->instance, arena_copy(impact->session->arena, reader->kind).s, reader->name,
                "reads ConfigMap %.*s, which changed, but does not restart", STR_ARG(change->after->name));
    }
}

static bool some_content_changed(const struct comparison *comparison)
{
    for (size_t i = 0; i < comparison->changes.n; i++)
        if (content_changed(&comparison->changes.at[i])) return true;
    return false;
}

void impact_references(struct impact *impact)
{
    struct compiled *after = impact->comparison->after;
    struct map services = removed_services(impact);
    bool configs = some_content_changed(impact->comparison);
    if (!services.n && !configs) return;
    for (size_t i = 0; i < after->objects.n; i++) {
        if (services.n) look_for_hosts(impact, &services, &after->objects.at[i]);
        if (configs) impact_reader(impact, &after->objects.at[i]);
    }
}
