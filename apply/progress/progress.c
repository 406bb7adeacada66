/* The state of a run, told to the view that shows it. */
#include "common/terminal_text.h"
#include "progress_view.h"

#include <stdlib.h>
#include <unistd.h>

static const struct view *const views[] = {[PROGRESS_LIVE] = &live_view, [PROGRESS_PLAIN] = &plain_view, [PROGRESS_JSON] = &json_view};

/* ---- what suits an output ---- */

static const char *first_variable(const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *value = getenv(names[i]);
        if (value && *value) return value;
    }
    return "";
}

static bool speaks_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    const char *locale = first_variable(names, COUNT(names));
    return strcasestr(locale, "UTF-8") || strcasestr(locale, "UTF8");
}

struct progress_options progress_options_for(FILE *out)
{
    const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");
    bool terminal = isatty(fileno(out)) && term && *term && strcmp(term, "dumb") != 0;
    return (struct progress_options){
        .format = terminal ? PROGRESS_LIVE : PROGRESS_PLAIN,
        .out = out,
        .color = terminal && !(no_color && *no_color),
        .ascii = !speaks_utf8(),
    };
}

/* ---- a run ---- */

static Str text_in(const struct buf *buf) { return buf->n ? (Str){buf->s, buf->n} : STR(""); }

static Str cleaned(struct progress *progress, Str text)
{
    progress->scratch.n = 0;
    put_clean(&progress->scratch, text);
    return arena_copy(progress->arena, text_in(&progress->scratch));
}

static struct item new_item(struct progress *progress, const struct progress_item *about)
{
    return (struct item){
        .about = {cleaned(progress, about->id), cleaned(progress, about->service), cleaned(progress, about->at), about->action},
        .since = -1,
        .until = -1,
        .because = NO_ITEM,
    };
}

struct progress *progress_new(const struct progress_options *options, const struct progress_item *items, size_t n)
{
    struct arena *arena = arena_new(0);
    struct progress *progress = NEW(arena, struct progress);
    *progress = (struct progress){.arena = arena, .options = *options, .n = n, .view = views[options->format], .begun = -1};
    progress->options.stack = cleaned(progress, options->stack);
    progress->warnings = names_new(arena);
    progress->items = NEW_ARRAY(arena, n, struct item);
    for (size_t i = 0; i < n; i++) progress->items[i] = new_item(progress, &items[i]);
    needs_new(progress);
    progress->view->begin(progress);
    return progress;
}

void progress_free(struct progress *progress)
{
    if (!progress) return;
    progress->view->free(progress);
    for (size_t i = 0; i < progress->n; i++) buf_free(&progress->items[i].text);
    buf_free(&progress->scratch);
    arena_free(progress->arena);
}

int64_t elapsed(const struct progress *progress) { return progress->begun < 0 ? 0 : progress->now - progress->begun; }

void progress_turn(struct progress *progress, int64_t now)
{
    if (progress->begun < 0) progress->begun = now;
    progress->now = now;
    progress->view->turn(progress);
}

/* ---- objects ---- */

Str item_text(const struct item *item) { return text_in(&item->text); }

const char *state_name(enum progress_state state)
{
    static const char *const names[STATE_COUNT] = {"pending", "sent", "waiting", "ready", "unchanged", "deleted", "failed", "skipped"};
    return names[state];
}

bool is_done(enum progress_state state) { return state == STATE_READY || state == STATE_UNCHANGED || state == STATE_DELETED; }

static bool is_final(enum progress_state state) { return state >= STATE_READY; }

static void keep_times(const struct progress *progress, struct item *item)
{
    if (item->since < 0 && (item->state == STATE_SENT || item->state == STATE_WAITING)) item->since = elapsed(progress);
    item->until = is_final(item->state) ? elapsed(progress) : -1;
}

void progress_object(struct progress *progress, size_t index, enum progress_state state, const char *text)
{
    struct item *item = &progress->items[index];
    struct buf *scratch = &progress->scratch;
    scratch->n = 0;
    put_clean(scratch, str_of(text));
    if (item->state == state && str_eq(item_text(item), text_in(scratch))) return;
    struct buf before = item->text;
    item->text = *scratch;
    *scratch = before;
    bool moved = item->state != state;
    item->state = state;
    if (moved) keep_times(progress, item);
    progress->view->object(progress, index);
}

void progress_skip(struct progress *progress, size_t index, size_t because)
{
    const struct item *cause = &progress->items[because];
    long root = cause->because == NO_ITEM ? (long)because : cause->because;
    struct item *failed = &progress->items[root];
    progress->items[index].because = root;
    vec_push(progress->arena, &failed->skipped, index);
    Str text = arena_printf(progress->arena, "needs %.*s", STR_ARG(failed->about.id));
    progress_object(progress, index, STATE_SKIPPED, text.s);
}

/* Line by line, without empty ones at the end. */
static Str cleaned_lines(struct progress *progress, Str lines)
{
    struct buf *out = &progress->scratch;
    out->n = 0;
    while (lines.n) {
        const char *end = memchr(lines.s, '\n', lines.n);
        Str line = {lines.s, end ? (size_t)(end - lines.s) : lines.n};
        size_t taken = line.n + (end != NULL);
        lines = (Str){lines.s + taken, lines.n - taken};
        if (str_ends(line, STR("\r"))) line.n--;
        put_clean(out, line);
        buf_char(out, '\n');
    }
    while (out->n && out->s[out->n - 1] == '\n') out->n--;
    return arena_copy(progress->arena, text_in(out));
}

void progress_detail(struct progress *progress, size_t index, const char *title, const char *lines)
{
    struct item *item = &progress->items[index];
    struct detail detail = {cleaned(progress, str_of(title)), cleaned_lines(progress, str_of(lines))};
    vec_push(progress->arena, &item->details, detail);
    progress->view->detail(progress, index, &detail);
}

void progress_help(struct progress *progress, size_t index, const char *text)
{
    struct item *item = &progress->items[index];
    item->help = cleaned(progress, str_of(text));
    progress->view->detail(progress, index, &(struct detail){STR("help"), item->help});
}

/* ---- the whole run ---- */

void progress_note(struct progress *progress, const char *level, const char *fmt, ...)
{
    struct arena *arena = arena_new(0);
    va_list args;
    va_start(args, fmt);
    Str raw = arena_vprintf(arena, fmt, args);
    va_end(args);
    struct buf text = {0};
    put_clean(&text, raw);
    Str line = text_in(&text);
    bool warning = strcmp(level, "warning") == 0;
    if (!warning || !name_find(progress->warnings, line)) progress->view->note(progress, &(struct note){level, STR(""), line, STR("")});
    if (warning) name_of(progress->warnings, line);
    buf_free(&text);
    arena_free(arena);
}

void progress_problem(struct progress *progress, const char *level, Str at, Str text, Str help)
{
    progress->view->note(progress, &(struct note){level, cleaned(progress, at), cleaned(progress, text), cleaned(progress, help)});
}

bool progress_end(struct progress *progress, int exit_code, const char *next)
{
    progress->view->end(progress, exit_code, next ? cleaned(progress, str_of(next)).s : NULL);
    return fflush(progress->options.out) == 0 && !ferror(progress->options.out);
}

void flush_text(struct progress *progress, struct buf *text)
{
    buf_write(text, progress->options.out);
    fflush(progress->options.out);
    text->n = 0;
}

/* ---- what became of the objects ---- */

const char *const outcome_names[OUTCOME_COUNT] = {"created", "changed", "replaced", "deleted", "unchanged",
                                                  "failed", "skipped", "unfinished", "pending"};

static enum outcome planned(const struct item *item)
{
    static const char *const actions[] = {[CREATED] = "create", [CHANGED] = "change", [REPLACED] = "replace", [DELETED] = "delete"};
    for (size_t i = 0; i < COUNT(actions); i++)
        if (strcmp(item->about.action, actions[i]) == 0) return (enum outcome)i;
    return UNCHANGED;
}

static enum outcome outcome_of(const struct item *item)
{
    switch (item->state) {
    case STATE_PENDING: return PENDING;
    case STATE_SENT: case STATE_WAITING: return UNFINISHED;
    case STATE_UNCHANGED: return UNCHANGED;
    case STATE_FAILED: return FAILED;
    case STATE_SKIPPED: return SKIPPED;
    case STATE_READY: case STATE_DELETED: case STATE_COUNT: break;
    }
    return planned(item);
}

static struct tally tally(const struct progress *progress, enum outcome of(const struct item *))
{
    struct tally tally = {{0}};
    for (size_t i = 0; i < progress->n; i++) tally.of[of(&progress->items[i])]++;
    return tally;
}

struct tally tally_outcomes(const struct progress *progress) { return tally(progress, outcome_of); }
struct tally tally_actions(const struct progress *progress) { return tally(progress, planned); }

size_t tally_done(const struct tally *tally)
{
    size_t n = 0;
    for (size_t i = 0; i <= UNCHANGED; i++) n += tally->of[i];
    return n;
}
