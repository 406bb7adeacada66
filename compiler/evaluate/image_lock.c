#include "evaluate/image_lock.h"

#include "value/literal.h"

/* ---- reading ---- */

static Str take_word(Str *rest)
{
    *rest = str_trim(*rest);
    size_t n = 0;
    while (n < rest->n && rest->s[n] != ' ' && rest->s[n] != '\t') n++;
    Str word = {rest->s, n};
    *rest = str_trim(str_skip(*rest, n));
    return word;
}

static void refuse(struct session *session, Span at, const char *what)
{
    struct diag *diag = diag_add(&session->diags, E1008, at, "%s", what);
    diag_help(&session->diags, diag, "a line looks like docker.io/library/nginx:1.27 sha256:…, with 64 hexadecimal digits");
}

/* Why it is no line of a lock file; NULL: it is one. */
static const char *line_problem(struct session *session, Str reference, Str digest, Str rest)
{
    if (!digest.n) return "this image has no digest";
    if (rest.n) return "a line has an image and its digest, and no more";
    if (memchr(reference.s, '@', reference.n)) return "this image has a digest already, and is none that a lock file pins";
    if (text_problem(T_IMAGE, reference)) return "this is no image with a tag";
    Str whole = arena_printf(session->arena, "%.*s@%.*s", STR_ARG(reference), STR_ARG(digest));
    return text_problem(T_IMAGE, whole) ? "this is no digest" : NULL;
}

static void add_line(struct image_lock *lock, struct session *session, Str line, Span at)
{
    Str rest = line, reference = take_word(&rest), digest = take_word(&rest);
    const char *problem = line_problem(session, reference, digest, rest);
    const struct name *name = name_of(session->names, reference);
    const struct locked_image *before = map_get(&lock->by_reference, name);
    if (problem) refuse(session, at, problem);
    else if (before) {
        struct diag *diag = diag_add(&session->diags, E1008, at, "'%.*s' is here twice", STR_ARG(reference));
        diag_note(&session->diags, diag, before->at, "the first one");
    } else {
        struct locked_image *one = NEW(session->arena, struct locked_image);
        *one = (struct locked_image){.reference = reference, .digest = digest, .at = at};
        vec_push(session->arena, &lock->lines, one);
        map_put(session->arena, &lock->by_reference, name, one);
    }
}

struct image_lock *image_lock_read(struct session *session, uint32_t file)
{
    struct image_lock *lock = NEW(session->arena, struct image_lock);
    Str whole = source_at(&session->sources, file)->text, rest = whole;
    lock->file = file;
    while (rest.n) {
        Str line = str_cut(&rest, '\n');
        line = str_trim(str_cut(&line, '#'));
        uint32_t lo = (uint32_t)(line.s - whole.s);
        if (line.n) add_line(lock, session, line, (Span){file, lo, lo + (uint32_t)line.n});
    }
    return lock;
}

/* ---- pinning ---- */

static Str file_of(const struct machine *machine) { return source_at(&machine->session->sources, machine->image_lock->file)->path; }

static void report_missing(struct machine *machine, const struct name *reference, Span at)
{
    struct diag *diag = eval_error(machine, E1007, at, "image '%s' has no line in '%.*s'", reference->s, STR_ARG(file_of(machine)));
    diag_help(&machine->session->diags, diag, "add a line with its digest; 'stk images --unlocked' lists all images that need one");
    map_put(machine->arena, &machine->image_lock->by_reference, reference, NEW(machine->arena, struct locked_image));
}

struct value image_pinned(struct machine *machine, struct value image, Span at)
{
    Str reference = value_str(image);
    if (!machine->image_lock || memchr(reference.s, '@', reference.n)) return image;
    const struct name *name = name_of(machine->session->names, reference);
    struct locked_image *line = map_get(&machine->image_lock->by_reference, name);
    if (!line) report_missing(machine, name, at);
    if (!line || !line->digest.n) return image;
    line->used = true;
    Str text = arena_printf(machine->arena, "%.*s@%.*s", STR_ARG(reference), STR_ARG(line->digest));
    uint32_t origin = origin_add(machine->arena, &machine->program->origins, line->at, ORIGIN_VALUES, image.origin);
    return value_with_origin(value_string(machine->arena, text), origin);
}

void image_lock_report_unused(struct machine *machine)
{
    struct diags *diags = &machine->session->diags;
    for (size_t i = 0; machine->image_lock && i < machine->image_lock->lines.n; i++) {
        const struct locked_image *line = machine->image_lock->lines.at[i];
        if (line->used) continue;
        struct diag *diag = diag_add(diags, W1002, line->at, "no image is '%.*s'", STR_ARG(line->reference));
        diag_help(diags, diag, "take the line out, or correct it");
    }
}
