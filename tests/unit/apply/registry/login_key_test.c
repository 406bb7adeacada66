/* What a key of "auths" names, in all forms that docker and podman have written. */
#include "registry/login_key.h"

#include "test.h"

static size_t fits(const char *key, const char *host, const char *repository) { return login_key_fits(str_of(key), str_of(host), str_of(repository)); }

static bool names_of_a_host(void)
{
    static const char *const keys[] = {"a.example:5000", "http://a.example:5000", "https://a.example:5000", "https://a.example:5000/v1/", "https://a.example:5000/v2",
                                       "a.example:5000/", "a.example:5000/v1/", "https://a.example:5000/anything"};
    bool fine = true;
    for (size_t i = 0; i < COUNT(keys); i++)
        if (!fits(keys[i], "a.example:5000", "team/shopkit")) remark("%s\n", keys[i]), fine = false;
    return fine;
}

static bool what_is_of_others(void)
{
    static const char *const keys[] = {"a.example", "a.example:500", "a.example:50000", "b.a.example:5000", "a.example:5000.evil", "team/shopkit", "", "https://",
                                       "a.example:5000/tea", "a.example:5000/team/shopkit2", "a.example:5000/team/shopkit/more", "ftp://a.example:5000"};
    bool fine = true;
    for (size_t i = 0; i < COUNT(keys); i++)
        if (fits(keys[i], "a.example:5000", "team/shopkit")) remark("%s\n", keys[i]), fine = false;
    return fine;
}

static bool the_longest_path_fits_best(void)
{
    size_t repository = fits("a/team/shopkit", "a", "team/shopkit"), namespace = fits("a/team", "a", "team/shopkit"), host = fits("a", "a", "team/shopkit");
    return repository > namespace && namespace > host && host > fits("https://a/v1/", "a", "team/shopkit") && fits("https://a/v1/", "a", "team/shopkit");
}

static bool docker_hub_has_several_names(void)
{
    return fits("https://index.docker.io/v1/", "docker.io", "x") && fits("docker.io", "registry-1.docker.io", "x") && fits("docker.io/team", "index.docker.io", "team/x") &&
           fits("docker.io", "docker.io", "x") > fits("https://index.docker.io/v1/", "docker.io", "x") && !fits("hub.docker.io", "docker.io", "x") &&
           is_docker_hub(STR("docker.io")) && !is_docker_hub(STR("docker.io.example"));
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"names of a host", names_of_a_host}, {"what is of others", what_is_of_others}, {"the longest path fits best", the_longest_path_fits_best},
        {"Docker Hub has several names", docker_hub_has_several_names},
    };
    return run_tests(tests, COUNT(tests));
}
