#include "diag/versions.h"

enum { MINORS = 64 };

/* "Kubernetes 1.22 has no …" is the same for 1.25: the number is told beside it. */
static Str without_version(struct arena *arena, Str text, int kube)
{
    Str named = arena_printf(arena, "Kubernetes 1.%d", kube);
    const char *found = memmem(text.s, text.n, named.s, named.n);
    if (!found) return text;
    size_t before = (size_t)(found - text.s) + strlen("Kubernetes");
    return arena_join(arena, (Str[]){{text.s, before}, str_skip(text, (size_t)(found - text.s) + named.n)}, 2);
}

static void set_version(struct arena *arena, struct diag *diag, int kube)
{
    diag->kube = UINT64_C(1) << kube;
    diag->text = without_version(arena, diag->text, kube);
}

void diags_of_version(struct diags *all, int kube)
{
    diags_finish(all);
    for (size_t i = 0; i < all->all.n; i++) set_version(all->arena, all->all.at[i], kube);
    for (size_t i = 0; i < all->allowed.n; i++) set_version(all->arena, all->allowed.at[i], kube);
    diags_sort(all);
}

/* ---- places of another session ---- */

/* The source that is FILE there; one that is not here is copied. */
static uint32_t file_here(struct diags *all, const struct diags *more, uint32_t file)
{
    const struct source *there = source_at(more->sources, file);
    struct sources *sources = all->sources;
    for (uint32_t id = 1; file && id < sources->all.n; id++)
        if (str_eq(sources->all.at[id].path, there->path) && str_eq(sources->all.at[id].text, there->text)) return id;
    if (!file) return 0;
    uint32_t id = source_add(sources, arena_copy(all->arena, there->path), arena_copy(all->arena, there->text));
    sources->all.at[id].library = there->library;
    return id;
}

static Span span_here(struct diags *all, const struct diags *more, Span at) { return (Span){file_here(all, more, at.file), at.lo, at.hi}; }

static struct diag *copy(struct diags *all, const struct diags *more, const struct diag *diag)
{
    struct arena *arena = all->arena;
    struct diag *mine = NEW(arena, struct diag);
    *mine = (struct diag){.code = diag->code, .at = span_here(all, more, diag->at), .text = arena_copy(arena, diag->text),
                          .label = arena_copy(arena, diag->label), .help = arena_copy(arena, diag->help), .allowed = arena_copy(arena, diag->allowed), .kube = diag->kube};
    for (size_t i = 0; i < diag->notes.n; i++) {
        const struct note *note = &diag->notes.at[i];
        vec_push(arena, &mine->notes, ((struct note){span_here(all, more, note->at), arena_copy(arena, note->text), note->around}));
    }
    return mine;
}

/* ---- joining ---- */

static void join_shown(struct diags *all, const struct diags *more)
{
    size_t known = all->all.n;
    for (size_t i = 0; i < more->all.n; i++) {
        struct diag *mine = copy(all, more, more->all.at[i]);
        struct diag *same = diags_find(&(struct diags){.all = {all->all.at, known, known}}, mine);
        if (same) same->kube |= mine->kube;
        else vec_push(all->arena, &all->all, mine);
        if (!same) all->errors += diag_code_severity(mine->code) == ERROR;
    }
    diags_sort(all);
}

static bool is_same(const struct diag *a, const struct diag *b)
{
    return a->code == b->code && a->at.file == b->at.file && a->at.lo == b->at.lo && str_eq(a->text, b->text);
}

static void join_allowed(struct diags *all, const struct diags *more)
{
    for (size_t i = 0; i < more->allowed.n; i++) {
        struct diag *mine = copy(all, more, more->allowed.at[i]);
        size_t at = 0;
        while (at < all->allowed.n && !is_same(all->allowed.at[at], mine)) at++;
        if (at < all->allowed.n) all->allowed.at[at]->kube |= mine->kube;
        else vec_push(all->arena, &all->allowed, mine);
    }
}

void diags_join(struct diags *all, const struct diags *more)
{
    join_shown(all, more);
    join_allowed(all, more);
    for (size_t i = 0; i < more->hidden.n; i++) vec_push(all->arena, &all->hidden, span_here(all, more, more->hidden.at[i]));
}

/* ---- telling ---- */

/* "1.31, 1.33 and 1.36" */
static Str version_list(struct arena *arena, uint64_t kube)
{
    struct buf out = {0};
    for (int minor = 0; minor < MINORS; minor++) {
        bool in = kube >> minor & 1, last = minor == MINORS - 1 || !(kube >> (minor + 1));
        if (in) buf_printf(&out, "%s1.%d", !out.n ? "" : last ? " and " : ", ", minor);
    }
    Str text = arena_copy(arena, (Str){out.s, out.n});
    buf_free(&out);
    return text;
}

/* Errors keep the rest from being looked at. */
static uint64_t versions_with_errors(const struct diags *all)
{
    uint64_t kube = 0;
    for (size_t i = 0; i < all->all.n; i++)
        if (diag_code_severity(all->all.at[i]->code) == ERROR) kube |= all->all.at[i]->kube;
    return kube;
}

void diags_tell_versions(struct diags *all, uint64_t asked)
{
    uint64_t examined = asked & ~versions_with_errors(all);
    for (size_t i = 0; i < all->all.n; i++) {
        struct diag *diag = all->all.at[i];
        uint64_t others = examined & ~diag->kube;
        Str mine = version_list(all->arena, diag->kube), rest = version_list(all->arena, others);
        diag_note(all, diag, (Span){0}, "on Kubernetes %.*s%s%.*s", STR_ARG(mine), others ? ", not on " : "", STR_ARG(rest));
    }
}
