#include "remembered.h"

#include "base/folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

bool cache_is_wanted(void)
{
    const char *said = getenv("STK_CACHE"), *ci = getenv("CI");
    if (said && *said) return strcmp(said, "on") == 0;
    return !ci || !*ci;
}

/* ---- the question ---- */

static void put_number(struct buf *out, int64_t number) { buf_printf(out, "%lld;", (long long)number); }

/* Its length goes before, so that no two lists of texts become the same. */
static void put_part(struct buf *out, Str text)
{
    put_number(out, (int64_t)text.n);
    buf_str(out, text);
}

static void put_text(struct buf *out, const char *text)
{
    buf_char(out, text ? '=' : '-');
    if (text) put_part(out, str_of(text));
}

static void put_texts(struct buf *out, const char *const *texts, size_t n)
{
    put_number(out, (int64_t)n);
    for (size_t i = 0; i < n; i++) put_text(out, texts[i]);
}

/* Which stk it is, who calls it, and from where. False: it cannot be told. */
static bool put_process(struct buf *out)
{
    struct stat self;
    char *here = getcwd(NULL, 0);
    bool fine = here && stat("/proc/self/exe", &self) == 0;
    if (fine) {
        struct file_stamp stamp = file_stamp(&self);
        put_part(out, (Str){(const char *)&stamp, sizeof stamp});
        put_text(out, here);
    }
    mode_t mask = umask(0);
    umask(mask);
    put_number(out, mask);
    put_number(out, geteuid());
    free(here);
    return fine;
}

/* What files are called when they are shown. */
static void put_shown(struct buf *out, const struct compile_options *options, struct session *session)
{
    struct arena *arena = session->arena;
    Str file = compile_entry_file(arena, options->source), root = root_of(arena, file);
    put_part(out, root);
    put_part(out, folder_in_repository(arena, arena_copy(arena, root).s));
    put_part(out, file);
    put_part(out, shown_path(arena, root, file));
    for (size_t i = 0; i < options->nvalues; i++) put_part(out, shown_path(arena, root, str_of(options->values[i])));
    if (options->images_lock) put_part(out, shown_path(arena, root, str_of(options->images_lock)));
}

static void put_compile_options(struct buf *out, const struct compile_options *options, struct session *session)
{
    put_text(out, options->source);
    put_texts(out, options->values, options->nvalues);
    put_texts(out, options->settings, options->nsettings);
    put_number(out, options->kube);
    put_text(out, options->environment);
    put_text(out, options->images_lock);
    put_number(out, options->unlocked);
    put_text(out, options->cluster);
    put_part(out, session->stdlib);
    put_shown(out, options, session);
}

static void put_output_options(struct buf *out, const struct output_options *output, struct arena *arena)
{
    const struct flux_options *flux = &output->flux;
    put_text(out, output->target);
    put_number(out, output->order);
    put_texts(out, (const char *const[]){flux->name, flux->namespace, flux->interval, flux->source, flux->path}, 5);
    put_text(out, path_in_repository(arena, output->target));
}

static void ask(struct remembered *remembered, const struct stack_arguments *arguments, const struct environment *environment, struct session *session)
{
    struct buf text = {0};
    bool fine = put_process(&text);
    put_text(&text, remembered->command);
    put_number(&text, remembered->quiet);
    put_number(&text, arguments->needs_stack);
    put_number(&text, arguments->format);
    put_number(&text, report_has_text(arguments->format) && report_colors());
    put_text(&text, environment ? environment->stack : NULL);
    put_compile_options(&text, &arguments->compile, session);
    if (remembered->output) put_output_options(&text, remembered->output, session->arena);
    if (fine) remembered->question.text = arena_copy(session->arena, (Str){text.s, text.n});
    if (remembered->output) remembered->question.target = remembered->output->target;
    buf_free(&text);
}

/* ---- the run ---- */

void remembered_begin(struct remembered *remembered, struct session *session)
{
    remembered->question.asked = time_now();
    session->sources.known = &remembered->read;
}

bool remembered_find(struct remembered *remembered, const struct stack_arguments *arguments, const struct environment *environment, struct session *session)
{
    struct answer answer;
    if (strcmp(arguments->compile.source, "-") == 0) return false;
    ask(remembered, arguments, environment, session);
    remembered->found = remembered->question.text.n && cache_find(session->arena, &remembered->question, &answer) &&
                        report_again(arguments->report, answer.said);
    if (remembered->found) fwrite(answer.summary.s, 1, answer.summary.n, stdout);
    return remembered->found;
}

void remembered_keep(struct remembered *remembered, struct session *session, Str summary)
{
    struct answer answer = {{remembered->said.s, remembered->said.n}, summary, remembered->read, remembered->written};
    if (remembered->question.text.n) cache_keep(session->arena, &remembered->question, &answer);
}

void remembered_free(struct remembered *remembered) { buf_free(&remembered->said); }
