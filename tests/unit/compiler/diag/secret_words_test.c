/* What is called like a secret, and passwords in URLs. */
#include "diag/secret_words.h"

#include "test.h"

static bool has_password(const char *text, const char *expected) { return same_text(text, str_of(expected), url_password(str_of(text))); }

static bool a_password_stands_between_colon_and_host(void)
{
    return has_password("mysql://u:p@h/d", "p") && has_password("see amqp://u:p@h:5672, or", "p") && has_password("http://a:1/ ftp://u:p@h", "p") &&
           has_password("redis://:p@h", "p");
}

static bool an_at_sign_may_be_part_of_it(void) { return has_password("mysql://u:p@q@h/d", "p@q"); }

static bool other_urls_have_none(void)
{
    return has_password("", "") && has_password("http://h:80/a@b", "") && has_password("ssh://git@h:22/", "") && has_password("u:p@h", "") &&
           has_password("://", "") && has_password("a://b:@h", "") && has_password("http://h:80 a@b", "");
}

static bool keys_of_secrets_are_known(void)
{
    return sounds_secret(STR("DB_PASSWORD")) && sounds_secret(STR("pasword")) && sounds_secret(STR("authToken")) && sounds_secret(STR("pw"));
}

static bool names_of_secrets_are_public(void) { return !sounds_secret(STR("secretName")) && !sounds_secret(STR("secret")) && !sounds_secret(STR("user")); }

static bool what_is_only_called_so_is_none(void)
{
    return is_called_secret(STR("K3S_TOKEN")) && is_called_secret(STR("CLUSTER_TOKEN")) && is_called_secret(STR("AUTH_TOKEN")) &&
           !is_called_secret(STR("ETCD_INITIAL_CLUSTER_TOKEN")) && !is_called_secret(STR("ETCD_AUTH_TOKEN"));
}

static bool users_and_their_secrets_are_pairs(void)
{
    return is_user_of(STR("S3_ACCESS_KEY"), STR("S3_SECRET_KEY")) && is_user_of(STR("ACCESS_KEY"), STR("SECRET_ACCESS_KEY")) &&
           !is_user_of(STR("S3_ACCESS_KEY"), STR("SECRET_KEY")) && !is_user_of(STR("S3_SECRET_ACCESS_KEY"), STR("S3_SECRET_KEY")) &&
           !is_user_of(STR("S3_PASSWORD"), STR("SECRET_KEY")) && !is_user_of(STR("ACCESS_KEY"), STR("ACCESS_KEY"));
}

static const struct unit_test tests[] = {
    {"a password stands between colon and host", a_password_stands_between_colon_and_host},
    {"an at sign may be part of it", an_at_sign_may_be_part_of_it},
    {"other URLs have none", other_urls_have_none},
    {"keys of secrets are known", keys_of_secrets_are_known},
    {"names of secrets are public", names_of_secrets_are_public},
    {"what is only called so is none", what_is_only_called_so_is_none},
    {"users and their secrets are pairs", users_and_their_secrets_are_pairs},
};

int main(void) { return run_tests(tests, COUNT(tests)); }
