#include "progress_rows.h"

enum { LEVELS = 4 };

/* The objects by the first components of their instance's path. */
struct level {
    size_t *row_of;              /* of each object */
    VEC(Str) names;              /* of each row */
};

struct table {
    const struct progress *progress;
    struct level levels[LEVELS]; /* 1, 2, … components; the last: all */
    struct row *rows;            /* room for those of the last level */
};

/* ---- levels ---- */

static Str first_components(Str path, size_t n)
{
    for (size_t i = 0; i < path.n; i++)
        if (path.s[i] == '.' && --n == 0) return (Str){path.s, i};
    return path.n ? path : STR("(others)");
}

static struct level make_level(const struct progress *progress, size_t components)
{
    struct level level = {.row_of = NEW_ARRAY(progress->arena, progress->n, size_t)};
    struct names *names = names_new(progress->arena);
    struct map numbers = {0};
    for (size_t i = 0; i < progress->n; i++) {
        const struct name *name = name_of(names, first_components(progress->items[i].about.service, components));
        uintptr_t number = (uintptr_t)map_get(&numbers, name);
        if (!number) {
            vec_push(progress->arena, &level.names, NAME_STR(name));
            number = level.names.n;
            map_put(progress->arena, &numbers, name, (void *)number);
        }
        level.row_of[i] = number - 1;
    }
    return level;
}

struct table *table_new(const struct progress *progress)
{
    struct table *table = NEW(progress->arena, struct table);
    table->progress = progress;
    for (size_t i = 0; i < LEVELS; i++) table->levels[i] = make_level(progress, i + 1 < LEVELS ? i + 1 : SIZE_MAX);
    table->rows = NEW_ARRAY(progress->arena, table->levels[LEVELS - 1].names.n, struct row);
    return table;
}

/* The finest that fits, or the coarsest. */
static const struct level *fitting_level(const struct table *table, size_t room)
{
    size_t i = LEVELS - 1;
    while (i > 0 && table->levels[i].names.n > room) i--;
    return &table->levels[i];
}

/* ---- rows ---- */

/* The greater, the more it matters. */
static const int ranks[STATE_COUNT] = {
    [STATE_UNCHANGED] = 0, [STATE_DELETED] = 1, [STATE_READY] = 2, [STATE_PENDING] = 3,
    [STATE_SKIPPED] = 4, [STATE_SENT] = 5, [STATE_WAITING] = 6, [STATE_FAILED] = 7,
};
enum { RANK_DONE = 2, RANK_MAX = 7 };

static bool represents_before(const struct item *a, const struct item *b)
{
    if (!b || ranks[a->state] != ranks[b->state]) return !b || ranks[a->state] > ranks[b->state];
    return a->since < b->since;
}

static void add_item(struct row *row, const struct item *item)
{
    row->n++;
    row->done += is_done(item->state);
    row->open += item->until < 0;
    if (item->since >= 0 && (row->since < 0 || item->since < row->since)) row->since = item->since;
    if (item->until > row->until) row->until = item->until;
    if (!represents_before(item, row->representative)) return;
    row->representative = item;
    row->state = item->state;
}

/* Those of RANK, while there is room. */
static size_t show_rank(struct rows *rows, int rank, size_t room)
{
    size_t shown = 0;
    for (size_t i = 0; i < rows->n && shown < room; i++) {
        if (ranks[rows->at[i].state] != rank) continue;
        rows->at[i].shown = true;
        shown++;
    }
    return shown;
}

/* What is finished becomes one line; of the others, what matters most is shown. */
static void collapse(struct rows *rows, size_t room)
{
    for (size_t i = 0; i < rows->n; i++) rows->finished += rows->at[i].done == rows->at[i].n;
    size_t others = rows->n - rows->finished, lines = room > (rows->finished > 0) ? room - (rows->finished > 0) : 0, shown = 0;
    if (others > lines && lines) lines--;
    for (int rank = RANK_MAX; rank > RANK_DONE; rank--) shown += show_rank(rows, rank, lines - shown);
    rows->more = others - shown;
}

struct rows table_rows(struct table *table, size_t room)
{
    const struct level *level = fitting_level(table, room);
    struct rows rows = {.at = table->rows, .n = level->names.n};
    for (size_t i = 0; i < rows.n; i++) rows.at[i] = (struct row){.name = level->names.at[i], .since = -1, .until = -1, .shown = rows.n <= room};
    for (size_t i = 0; i < table->progress->n; i++) add_item(&rows.at[level->row_of[i]], &table->progress->items[i]);
    if (rows.n > room) collapse(&rows, room);
    return rows;
}
