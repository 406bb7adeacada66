#include "build.h"

const char *mark_name(enum mark mark)
{
    static const char *const names[] = {[MARK_SAME] = "", [MARK_ADDED] = "added", [MARK_CHANGED] = "changed", [MARK_REMOVED] = "removed"};
    return names[mark];
}

/* ---- texts ---- */

Str part_title(struct arena *arena, const struct graph_part *part)
{
    bool counted = part->pods > 1 || (!part->pods && part->form == FORM_SERVES);
    if (part->pods < 0) return arena_printf(arena, "%.*s on every node", STR_ARG(part->label));
    return counted ? arena_printf(arena, "%.*s ×%lld", STR_ARG(part->label), (long long)part->pods) : part->label;
}

Str part_path(struct arena *arena, const struct graph *graph, const struct graph_part *part)
{
    Str service = graph->rows.at[part->row].service;
    if (str_eq(service, part->label) || !service.n) return part->label;
    return arena_printf(arena, "%.*s%s%.*s", STR_ARG(service), part->runs ? "." : ": ", STR_ARG(part->label));
}

Str part_about(struct arena *arena, const struct graph_part *part)
{
    Str kind = part->runs ? part->runs->kind : STR("no pods");
    if (part->wave == NO_WAVE) return arena_printf(arena, "%.*s, on demand", STR_ARG(kind));
    return arena_printf(arena, "%.*s, wave %u", STR_ARG(kind), part->wave);
}

Str plane_title(struct arena *arena, const struct graph_plane *plane)
{
    if (!plane->has_pods) return STR("no pods");
    if (!plane->name.n) return STR("any node");
    if (!plane->nodes) return arena_printf(arena, "plane %.*s", STR_ARG(plane->name));
    return arena_printf(arena, "plane %.*s: at least %lld node%s", STR_ARG(plane->name), (long long)plane->nodes, plane->nodes == 1 ? "" : "s");
}

Str ports_text(struct arena *arena, const struct port_texts *ports)
{
    struct buf text = {0};
    for (size_t i = 0; i < ports->v.n; i++) buf_printf(&text, "%s%.*s", i ? ", " : "", STR_ARG(ports->v.at[i]));
    Str copy = arena_copy(arena, (Str){text.s, text.n});
    buf_free(&text);
    return copy;
}

/* ---- all of it ---- */

struct graph *graph_of(struct compiled *compiled)
{
    struct session *session = compiled->session;
    struct graph *graph = NEW(session->arena, struct graph);
    *graph = (struct graph){.session = session, .compiled = compiled, .objects = compiled->objects.n};
    struct build build = {.graph = graph, .compiled = compiled, .session = session};
    if (compiled->written) find_homes(&build);
    find_parts(&build);
    find_waits(&build);
    find_secrets(&build);
    find_reaches(&build);
    find_implied(graph);
    find_critical(graph);
    return session_ok(session) ? graph : NULL;
}
