/* tree FILE.stk - what the tree-sitter grammar makes of a file; the same lines as nodes.c, where the names of nodes are the same.
 * tree --query QUERIES FILE.stk - instead, what the queries of that file capture: "FIRST END LINE TEXT CAPTURE" a line, with tabs between.
 *
 * Exit: 0 fine, 1 the tree has mistakes (told with their place on standard error), 2 what it reads is not the file: a gap between leaves
 * that is no white space; or queries that are none. */
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tree_sitter/api.h>

const TSLanguage *tree_sitter_stk(void);

struct reading {
    const char *text;
    uint32_t read;    /* up to here leaves were seen */
    int code;
};

static char *read_file(const char *path, uint32_t *n)
{
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    size_t size = 0, more;
    if (!file) exit(2);
    do {
        text = realloc(text, size + 65536);
        more = fread(text + size, 1, 65536, file);
        size += more;
    } while (more);
    fclose(file);
    *n = (uint32_t)size;
    return text;
}

/* White space, and a byte order mark. */
static int is_gap(const char *text, uint32_t from, uint32_t to)
{
    if (from == 0 && to >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) from = 3;
    for (; from < to; from++)
        if (!memchr(" \t\r\n", text[from], 4)) return 0;
    return 1;
}

static void take_leaf(struct reading *reading, TSNode node)
{
    uint32_t from = ts_node_start_byte(node), to = ts_node_end_byte(node);
    if (from < reading->read || !is_gap(reading->text, reading->read, from)) {
        fprintf(stderr, "line %u: what stands before is not read\n", ts_node_start_point(node).row + 1);
        reading->code = 2;
    }
    reading->read = to;
}

static void tell_mistake(struct reading *reading, TSNode node, const char *what)
{
    TSPoint at = ts_node_start_point(node);
    fprintf(stderr, "%u:%u: %s\n", at.row + 1, at.column + 1, what);
    if (!reading->code) reading->code = 1;
}

static int is_printed(const char *kind)
{
    static const char *const kinds[] = {
        "use", "type_declaration", "function", "component", "stack", "schema", "test", "param", "include", "let", "export", "require", "warn",
        "moved", "fact", "resource", "instance", "setting", "member", "index", "call", "list", "record", "list_loop", "record_loop", "unary",
        "binary", "if",
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kind, kinds[i]) == 0) return 1;
    return 0;
}

/* The fields of an instance and of a resource are no expression of their own to the compiler. */
static int is_body(TSNode node)
{
    TSNode parent = ts_node_parent(node);
    const char *kind = ts_node_type(parent);
    return (strcmp(kind, "instance") == 0 || strcmp(kind, "resource") == 0) &&
           ts_node_eq(node, ts_node_child_by_field_name(parent, "body", 4));
}

static void print_node(const struct reading *reading, TSNode node)
{
    const char *kind = ts_node_type(node);
    TSNode name = ts_node_child_by_field_name(node, "name", 4);
    if (!ts_node_is_named(node) || !is_printed(kind) || is_body(node)) return;
    printf("%s %u %u", kind, ts_node_start_byte(node), ts_node_end_byte(node));
    int named = !ts_node_is_null(name) && strcmp(kind, "member") != 0 && strcmp(kind, "test") != 0;
    if (named) printf(" %.*s", (int)(ts_node_end_byte(name) - ts_node_start_byte(name)), reading->text + ts_node_start_byte(name));
    putchar('\n');
}

static void walk(struct reading *reading, TSNode node)
{
    if (ts_node_is_missing(node)) tell_mistake(reading, node, "MISSING");
    if (strcmp(ts_node_type(node), "ERROR") == 0) tell_mistake(reading, node, "ERROR");
    print_node(reading, node);
    if (!ts_node_child_count(node)) take_leaf(reading, node);
    for (uint32_t i = 0; i < ts_node_child_count(node); i++) walk(reading, ts_node_child(node, i));
}

/* Of a pattern with (#match? @capture "REGEX"), the one predicate that is understood here. */
static int matches(const TSQuery *query, uint32_t pattern, const char *text, TSNode node)
{
    uint32_t n, length;
    const TSQueryPredicateStep *steps = ts_query_predicates_for_pattern(query, pattern, &n);
    char word[256];
    regex_t regex;
    if (!n) return 1;
    if (n != 4 || strcmp(ts_query_string_value_for_id(query, steps[0].value_id, &length), "match?") != 0) exit(2);
    snprintf(word, sizeof word, "%.*s", (int)(ts_node_end_byte(node) - ts_node_start_byte(node)), text + ts_node_start_byte(node));
    if (regcomp(&regex, ts_query_string_value_for_id(query, steps[2].value_id, &length), REG_EXTENDED | REG_NOSUB)) exit(2);
    int found = regexec(&regex, word, 0, NULL, 0) == 0;
    regfree(&regex);
    return found;
}

static int print_captures(const char *queries, const char *text, TSNode root)
{
    uint32_t n, offset, index;
    TSQueryError error;
    char *source = read_file(queries, &n);
    TSQuery *query = ts_query_new(tree_sitter_stk(), source, n, &offset, &error);
    if (!query) {
        fprintf(stderr, "%s: mistake %d at byte %u\n", queries, (int)error, offset);
        return 2;
    }
    TSQueryCursor *cursor = ts_query_cursor_new();
    ts_query_cursor_exec(cursor, query, root);
    for (TSQueryMatch match; ts_query_cursor_next_capture(cursor, &match, &index);) {
        TSNode node = match.captures[index].node;
        uint32_t length, from = ts_node_start_byte(node), to = ts_node_end_byte(node);
        const char *end = memchr(text + from, '\n', to - from);
        if (!matches(query, match.pattern_index, text, node)) continue;
        int shown = (int)((end ? end : text + to) - (text + from));
        printf("%u\t%u\t%u\t%.*s\t%s\n", from, to, ts_node_start_point(node).row + 1, shown, text + from, ts_query_capture_name_for_id(query, match.captures[index].index, &length));
    }
    return 0;
}

int main(int argc, char **argv)
{
    const char *queries = argc == 4 && strcmp(argv[1], "--query") == 0 ? argv[2] : NULL;
    if (argc != 2 && !queries) return 2;
    uint32_t n;
    char *text = read_file(argv[argc - 1], &n);
    TSParser *parser = ts_parser_new();
    if (!ts_parser_set_language(parser, tree_sitter_stk())) return 2;
    TSTree *tree = ts_parser_parse_string(parser, NULL, text, n);
    if (queries) return print_captures(queries, text, ts_tree_root_node(tree));
    struct reading reading = {.text = text};
    walk(&reading, ts_tree_root_node(tree));
    if (!is_gap(text, reading.read, n)) reading.code = 2;
    return reading.code;
}
