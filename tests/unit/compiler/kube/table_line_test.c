/* Lines of tables: what is read is what is written. */
#include "test.h"

#include "kube/table_line.h"

#include <string.h>

static bool schema_is_written_as_it_is_read(void)
{
    struct arena *arena = arena_new(0);
    FILE *file = fopen("compiler/kube/schema.txt", "r");
    char *text = NULL;
    size_t size = 0, lines = 0;
    bool fine = file != NULL;
    while (fine && getline(&text, &size, file) >= 0) {
        struct table_line line;
        struct buf out = {0};
        const char *wrong = table_line_read(arena, text, &line);
        if (!wrong && line.kind != TABLE_EMPTY) put_table_line(&out, &line);
        fine = !wrong && (line.kind == TABLE_EMPTY || same_text("line", str_of(text), (Str){out.s, out.n}));
        lines += line.kind != TABLE_EMPTY;
        buf_free(&out);
    }
    if (file) fclose(file);
    free(text);
    arena_free(arena);
    return fine && lines > 3000;
}

static bool is_refused(const char *text, const char *why)
{
    struct arena *arena = arena_new(0);
    struct table_line line;
    const char *wrong = table_line_read(arena, text, &line);
    bool fine = wrong && same_text(text, str_of(why), str_of(wrong));
    arena_free(arena);
    return fine;
}

static bool mistakes_are_told(void)
{
    return is_refused("  name", "a field expects a name and a type") && is_refused("  name\tstring", "tabs, quotes and backslashes have no use here")
        && is_refused("  name string keys a", "keys expects a list and its keys") && is_refused("  name string since", "a version such as 1.20 expected, not nothing")
        && is_refused("  name string removed 1.30", "unknown attribute removed") && is_refused("type Pod", "a type is group.version.name")
        && is_refused("kubernetes 2.1", "a version such as 1.20 expected, not 2.1") && is_refused("kind Pod", "neither a type nor a resource")
        && is_refused("kubernetes 1.64", "a version such as 1.20 expected, not 1.64");
}

static bool parts_of_types_are_found(void)
{
    struct arena *arena = arena_new(0);
    bool fine = same_text("list", STR("core.v1.EnvVar"), str_of(element_of(arena, "[core.v1.EnvVar] name,kind")))
        && same_text("keys", STR("name,kind"), str_of(list_keys("[core.v1.EnvVar] name,kind"))) && !list_keys("[string]")
        && same_text("map", STR("[string]"), str_of(element_of(arena, "{[string]}"))) && !element_of(arena, "[string") && is_enum("|A|B") && !is_enum("[A|B]");
    arena_free(arena);
    return fine;
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"schema.txt is written as it is read", schema_is_written_as_it_is_read},
        {"mistakes are told", mistakes_are_told},
        {"parts of types are found", parts_of_types_are_found},
    };
    return run_tests(tests, COUNT(tests));
}
