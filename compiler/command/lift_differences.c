#include "lift_differences.h"

#include "command.h"
#include "foreign_stack.h"

#include "admit/quantity.h"
#include "base/folder.h"
#include "emit/output.h"
#include "review/diff_report.h"
#include "review/show_field.h"
#include "value/serialize.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* One difference, which several objects may have. */
struct told { Str who, what; size_t others; };

struct task {
    struct import *import;
    const struct import_output *made;
    const char *folder;
    FILE *lines;             /* gets a line for each difference: the work is done by a process of its own */
    struct session *session; /* of both sides, while they are compared */
    VEC(struct told) told;
    struct map by_what;      /* interned to its index in told + 1 */
};

/* ---- files ---- */

static const char *in_folder(const struct task *task, const char *name)
{
    return arena_printf(task->import->session->arena, "%s/%s", task->folder, name).s;
}

static bool write_beside(const struct task *task, const char *name, const struct buf *text)
{
    FILE *file = fopen(in_folder(task, name), "w");
    bool fine = file && buf_write(text, file);
    fine = file && fclose(file) == 0 && fine;
    if (!fine) fprintf(stderr, "stk: error[E1005]: %s: %s\n", in_folder(task, name), strerror(errno));
    return fine;
}

/* Nothing of a Secret's content is written. */
static void put_before(const struct import *import, struct buf *out)
{
    for (size_t i = 0; i < import->objects.n; i++) {
        const struct imported *object = &import->objects.at[i];
        if (object->kept.n) continue;
        buf_printf(out, "---\napiVersion: %s\nkind: %s\n", object->kube->api_version, object->kube->kind);
        write_yaml(out, came_with_main(import, object), NULL);
    }
}

static bool write_before(const struct task *task)
{
    struct buf text = {0};
    put_before(task->import, &text);
    bool fine = write_beside(task, "before.yaml", &text);
    buf_free(&text);
    return fine;
}

static const char *source_name(const struct task *task)
{
    return arena_printf(task->import->session->arena, "%.*s.stk", STR_ARG(task->import->name)).s;
}

static bool write_sources(const struct task *task)
{
    bool fine = write_beside(task, source_name(task), &task->made->source);
    if (task->made->definitions.n) fine &= write_beside(task, definitions_name(task->import), &task->made->definitions);
    if (task->made->kinds.n) fine &= write_beside(task, kinds_name(task->import), &task->made->kinds);
    return fine;
}

/* ---- compiling ---- */

static bool compile_after(const struct task *task)
{
    struct session *session = session_new(stdlib_folder(task->import->session->arena));
    struct compile_options options = {.source = in_folder(task, source_name(task)), .kube = task->import->session->kube};
    struct compilation compilation = compile_check(session, &options);
    compile_run(&compilation);
    struct output_options output = {.target = in_folder(task, "after.yaml"), .stream = STREAM_YAML};
    bool fine = session_ok(session) && write_stream(&compilation, &output);
    if (!session_ok(session)) {
        show_diags(session);
        fputs("stk import: with --lift the stack does not compile; without, it is imported as it is\n", stderr);
    }
    session_free(session);
    return fine;
}

/* ---- telling ---- */

/* 0.5 and 500m: thousandths are not exact. */
static bool is_same_amount(const struct field_change *field)
{
    long double before, after;
    if (!quantity_in(field->before, &before) || !quantity_in(field->after, &after)) return false;
    long double apart = before > after ? before - after : after - before;
    return apart * 1e9L <= (before < 0 ? -before : before);
}

/* The head tells already that an object that tells no namespace gets the default one. */
static bool is_told(const struct field_change *field)
{
    bool everywhere = str_is(field->path, "metadata.namespace") && field->before.kind == V_NULL;
    return !field->noise && !field->implied && !everywhere && !is_same_amount(field);
}

static void add(struct task *task, Str who, Str what)
{
    const struct name *name = name_of(task->session->names, what);
    uintptr_t number = (uintptr_t)map_get(&task->by_what, name);
    if (number) {
        task->told.at[number - 1].others++;
        return;
    }
    vec_push(task->session->arena, &task->told, ((struct told){.who = who, .what = what}));
    map_put(task->session->arena, &task->by_what, name, (void *)(uintptr_t)task->told.n);
}

static void put_told(const struct task *task)
{
    for (size_t i = 0; i < task->told.n; i++) {
        const struct told *told = &task->told.at[i];
        fprintf(task->lines, "%.*s", STR_ARG(told->who));
        if (told->others) fprintf(task->lines, " and %zu other%s", told->others, told->others == 1 ? "" : "s");
        fprintf(task->lines, ": %.*s\n", STR_ARG(told->what));
    }
}

static void add_names(struct task *task)
{
    for (size_t i = 0; i < task->import->objects.n; i++) {
        const struct imported *object = &task->import->objects.at[i];
        Str name = called_otherwise(task->import, object);
        if (!name.n) continue;
        Str who = arena_printf(task->session->arena, "%s %.*s", object->kube->kind, STR_ARG(object->name));
        add(task, who, arena_printf(task->session->arena, "the container '%.*s' is called 'main'", STR_ARG(name)));
    }
}

static void add_change(struct task *task, const struct object_change *change)
{
    struct arena *arena = task->session->arena;
    Str title = report_title(arena, change);
    if (change->kind == CHANGE_CREATED) add(task, title, STR("is created"));
    if (change->kind == CHANGE_REMOVED) add(task, title, STR("is no more"));
    for (size_t i = 0; i < change->fields.n; i++) {
        Str shown = show_field(arena, &change->fields.at[i], 0, SHOW_SHORT);
        if (is_told(&change->fields.at[i])) add(task, title, shown);
    }
}

/* What needs a decision comes first. */
static void add_consequences(struct task *task, const struct consequences *consequences)
{
    for (size_t i = 0; i < consequences->v.n; i++) {
        const struct consequence *one = &consequences->v.at[i];
        bool worth = one->weight <= WEIGHT_CARE && one->kind != PRUNED;
        if (worth) add(task, arena_printf(task->session->arena, "%.*s %.*s", STR_ARG(one->kind_of), STR_ARG(one->name)), one->text);
    }
}

static bool tell(struct task *task)
{
    struct foreign_options options = {.kube = task->import->session->kube};
    struct compiled *before = foreign_stack(task->session, in_folder(task, "before.yaml"), &options);
    struct compiled *after = foreign_stack(task->session, in_folder(task, "after.yaml"), &options);
    bool fine = before && after;
    if (fine) {
        struct comparison *comparison = compare(before, after);
        struct consequences consequences = analyse_impact(comparison);
        add_consequences(task, &consequences);
        add_names(task);
        for (size_t i = 0; i < comparison->changes.n; i++) add_change(task, &comparison->changes.at[i]);
        put_told(task);
        comparison_free(comparison);
    } else show_diags(task->session);
    compiled_free(before);
    compiled_free(after);
    return fine;
}

static int compare_in(void *context, const char *folder)
{
    struct task *task = context;
    task->folder = folder;
    bool fine = write_sources(task) && write_before(task) && compile_after(task);
    if (!fine) return EXIT_DIAGNOSTICS;
    task->session = session_new(STR(""));
    fine = tell(task) && fflush(task->lines) == 0;
    session_free(task->session);
    return fine ? EXIT_FINE : EXIT_DIAGNOSTICS;
}

static void read_lines(struct import *import, FILE *lines)
{
    char *line = NULL;
    size_t room = 0;
    rewind(lines);
    for (ssize_t n; (n = getline(&line, &room, lines)) > 0;)
        vec_push(import->session->arena, &import->differences, arena_copy(import->session->arena, (Str){line, (size_t)n - 1}));
    free(line);
}

bool find_lift_differences(struct import *import, const struct import_output *made)
{
    struct task task = {.import = import, .made = made, .lines = tmpfile()};
    bool fine = task.lines && with_temporary_folder(compare_in, &task) == EXIT_FINE;
    if (!task.lines) fprintf(stderr, "stk: error[E1005]: no temporary file: %s\n", strerror(errno));
    if (fine) read_lines(import, task.lines);
    if (task.lines) fclose(task.lines);
    return fine;
}
