/* The entries of an inventory: kept in memory, written as text, read back; and text that is damaged. */
#include "state/inventory_text.h"

#include "test.h"

#include <time.h>

static struct arena *arena;

static struct inventory *new_inventory(void)
{
    struct inventory *inventory = NEW(arena, struct inventory);
    *inventory = (struct inventory){.arena = arena, .namespace = STR("shop"), .names = names_new(arena)};
    return inventory;
}

static struct entry entry_of(const char *id, const char *api_version, const char *kind, const char *namespace, const char *name, const char *uid)
{
    return (struct entry){.id = str_of(id), .resource = {str_of(api_version), str_of(kind), STR("plural"), *namespace != '\0'},
                          .namespace = str_of(namespace), .name = str_of(name), .uid = str_of(uid)};
}

static struct inventory *shop(void)
{
    struct inventory *inventory = new_inventory();
    struct entry entries[] = {
        entry_of("service/shop/site", "v1", "Service", "shop", "site", ""),
        entry_of("deployment.apps/shop/site", "apps/v1", "Deployment", "shop", "site", "1-2-3"),
        entry_of("namespace//shop", "v1", "Namespace", "", "shop", ""),
        entry_of("deployment.apps/lab/site", "apps/v1", "Deployment", "lab", "site", ""),
    };
    entries[1].wave = 12;
    for (size_t i = 0; i < COUNT(entries); i++) inventory_put(inventory, &entries[i]);
    return inventory;
}

static Str text_of(const struct inventory *inventory)
{
    struct buf text = {0};
    inventory_text_write(inventory, &text);
    Str copy = arena_copy(arena, (Str){text.s, text.n});
    buf_free(&text);
    return copy;
}

static const char shop_text[] =
    "[\"apps/v1\",\"Deployment\",\"plural\",\"lab\",\"site\",\"\",0]\n"
    "[\"apps/v1\",\"Deployment\",\"plural\",\"shop\",\"site\",\"1-2-3\",12]\n"
    "[\"v1\",\"Namespace\",\"plural\",\"\",\"shop\",\"\",0]\n"
    "[\"v1\",\"Service\",\"plural\",\"shop\",\"site\",\"\",0]\n";

/* ---- tests ---- */

static bool is_sorted_by_id(void) { return same_text("text", str_of(shop_text), text_of(shop())); }

static bool comes_back(void)
{
    const char *why = "";
    struct inventory *inventory = new_inventory();
    bool fine = inventory_text_read(inventory, str_of(shop_text), &why) && inventory->entries.n == 4;
    if (!fine) remark("%s\n", why);
    const struct entry *entry = inventory_find(inventory, STR("deployment.apps/shop/site")), *wide = inventory_find(inventory, STR("namespace//shop"));
    return fine && entry && entry->resource.namespaced && wide && !wide->resource.namespaced && same_text("uid", STR("1-2-3"), entry->uid) &&
           same_text("text", str_of(shop_text), text_of(inventory));
}

static bool put_and_drop(void)
{
    struct inventory *inventory = shop();
    struct entry again = entry_of("service/shop/site", "v1", "Service", "shop", "site", "9"), blank = again;
    blank.uid = STR("");
    inventory_put(inventory, &again);
    inventory_put(inventory, &blank);
    bool fine = inventory->entries.n == 4 && same_text("uid", STR("9"), inventory_find(inventory, again.id)->uid);
    inventory_drop(inventory, again.id);
    inventory_drop(inventory, again.id);
    inventory_drop(inventory, STR("service/shop/never-was"));
    fine = fine && inventory->entries.n == 3 && !inventory_find(inventory, again.id);
    for (size_t i = 0; i < inventory->entries.n; i++) fine = fine && inventory_find(inventory, inventory->entries.at[i].id) == &inventory->entries.at[i];
    return fine;
}

static bool annotations_hold(void)
{
    return same_text("kinds", STR("Deployment.apps,Namespace,Service"), inventory_group_kinds(shop())) &
           same_text("namespaces", STR("lab"), inventory_namespaces(shop())) & same_text("of nothing", STR(""), inventory_group_kinds(new_inventory()));
}

static const struct { const char *text, *why; } damages[] = {
    {"{{{\n", "no JSON array"},
    {"\n", "no JSON array"},
    {"{}\n", "no JSON array"},
    {"[\"v1\",\"Service\",\"services\",\"shop\",\"site\",\"\"]\n", "no JSON array"},
    {"[\"v1\",\"Service\",\"services\",\"shop\",\"site\",0]\n", "no JSON array"},
    {"[\"v1\",\"Service\",\"services\",\"shop\",\"site\",\"\",\"\",0]\n", "no JSON array"},
    {"[\"v1\",\"Service\",\"services\",\"shop\",\"site\",\"\",\"0\"]\n", "no JSON array"},
    {"[\"v1\",\"Service\",\"services\",\"shop\",\"site\",\"\",-1]\n", "no JSON array"},
    {"[\"v1\",\"Service\",\"services\",\"shop\",\"site\",\"\",1000]\n", "no JSON array"},
    {"[\"v1\",\"Service\",\"services\",\"shop\",\"site\",1,0]\n", "no JSON array"},
    {"[\"v1\",\"Service\",\"services\",\"shop\",\"\",\"\",0]\n", "no JSON array"},
    {"[\"v1\",\"\",\"services\",\"shop\",\"site\",\"\",0]\n", "no JSON array"},
    {"[\"v1\",\"Service\",\"services\",\"shop\",\"site\",\"\",0]", "its last line is cut"},
    {"[\"v1\",\"Service\",\"s\",\"a\",\"b\",\"\",0]\n[\"v1\",\"Service\",\"s\",\"a\",\"b\",\"\",0]\n", "named twice"},
    {"[\"v1\",\"Service\",\"s\",\"a\",\"b\",\"\xff\",0]\n", "no JSON array"},
    {"[\"v1\",\"Service\",\"s\",\"a\",\"\\u001b[31m\",\"\",0]\n", "no JSON array"},
};

static bool damage_is_refused(void)
{
    bool fine = true;
    for (size_t i = 0; i < COUNT(damages); i++) {
        const char *why = "";
        bool refused = !inventory_text_read(new_inventory(), str_of(damages[i].text), &why) && strstr(why, damages[i].why);
        if (!refused) remark("%s: '%s' instead of '%s'\n", damages[i].text, why, damages[i].why);
        fine &= refused;
    }
    return fine;
}

static bool is_cut_into(const char *text, size_t most, const char *first)
{
    return same_text(text, str_of(first), inventory_text_cut(str_of(text), most));
}

static bool cuts_at_lines(void)
{
    return is_cut_into("aa\nbb\ncc\n", 9, "aa\nbb\ncc\n") & is_cut_into("aa\nbb\ncc\n", 7, "aa\nbb\n") & is_cut_into("aa\nbb\n", 3, "aa\n") &
           is_cut_into("aaaa\nbb\n", 2, "aaaa\n") & is_cut_into("aaaa", 2, "aaaa") & is_cut_into("", 2, "");
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double seconds_for(size_t n)
{
    const char *why;
    double begun = seconds();
    struct inventory *inventory = new_inventory(), *copy = new_inventory();
    for (size_t i = 0; i < n; i++) {
        struct entry entry = entry_of(arena_printf(arena, "service/shop/s-%zu", i).s, "v1", "Service", "shop", arena_printf(arena, "s-%zu", i).s, "1-2-3");
        inventory_put(inventory, &entry);
    }
    bool fine = inventory_text_read(copy, text_of(inventory), &why) && copy->entries.n == n;
    return fine ? seconds() - begun : 1e9;
}

static bool time_is_linear(void)
{
    double few = seconds_for(2500), many = seconds_for(40000);
    if (many > few * 64) remark("2,500 entries: %.3f s, 40,000: %.3f s\n", few, many);
    return many <= few * 64;
}

static const struct unit_test tests[] = {
    {"entries are written one in a line, sorted by id", is_sorted_by_id},
    {"what is written is read back the same", comes_back},
    {"an entry is put once, keeps its uid, and is dropped", put_and_drop},
    {"kinds and other namespaces are told as the ApplySet specification wants them", annotations_hold},
    {"damaged text is refused", damage_is_refused},
    {"text is cut between lines", cuts_at_lines},
    {"sixteen times the entries take less than 64 times as long", time_is_linear},
};

int main(void)
{
    arena = arena_new(0);
    int code = run_tests(tests, COUNT(tests));
    arena_free(arena);
    return code;
}
