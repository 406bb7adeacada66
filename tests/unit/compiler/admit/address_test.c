/* IP addresses and networks, as API servers 1.20.2 and 1.36.2 read them; reported in TAP. */
#include "admit/address.h"
#include "test.h"

static bool address_is(const char *text, bool taken, bool six, bool loose)
{
    struct address address;
    bool fine = address_in(str_of(text), &address) == taken && (!taken || (address.six == six && address.loose == loose));
    if (!fine) remark("'%s'\n", text);
    return fine;
}

static bool addresses_are_read(void)
{
    return address_is("10.9.8.7", true, false, false) && address_is("010.009.0.00", true, false, true) && address_is("2001:DB8::1", true, true, false) &&
           address_is("::ffff:10.9.8.7", true, false, true) && address_is("10.9.8", false, false, false) && address_is("10.9.8.256", false, false, false) &&
           address_is("fe80::1%eth0", false, false, false) && address_is("", false, false, false) && address_is("1:2:3", false, false, false);
}

static bool short_forms_are_known(void)
{
    return address_is_canonical(STR("2001:db8::1")) && !address_is_canonical(STR("2001:DB8::1")) && !address_is_canonical(STR("2001:db8:0::1")) &&
           address_is_canonical(STR("10.9.8.7")) && !address_is_canonical(STR("10.9.8.07")) && network_is_canonical(STR("2001:db8::/64")) &&
           !network_is_canonical(STR("10.9.0.1/16"));
}

static bool is_reachable(const char *text)
{
    struct address address;
    return address_in(str_of(text), &address) && address_is_reachable(&address);
}

static bool own_addresses_are_not_reachable(void)
{
    return is_reachable("10.9.8.7") && is_reachable("2001:db8::1") && !is_reachable("127.1.1.1") && !is_reachable("169.254.1.1") &&
           !is_reachable("0.0.0.0") && !is_reachable("224.0.0.1") && is_reachable("224.0.1.1") && !is_reachable("::") && !is_reachable("::1") &&
           !is_reachable("fe80::1") && !is_reachable("febf::1") && is_reachable("fec0::1") && !is_reachable("ff02::1");
}

static bool is_within(const char *inner, const char *outer)
{
    struct network one, other;
    return network_in(str_of(inner), &one) && network_in(str_of(outer), &other) && network_is_within(&one, &other);
}

static bool parts_are_found(void)
{
    struct network network;
    return is_within("10.1.0.0/16", "10.0.0.0/8") && !is_within("10.0.0.0/8", "10.0.0.0/8") && !is_within("11.0.0.0/16", "10.0.0.0/8") &&
           is_within("2001:db8:1::/48", "2001:db8::/32") && !is_within("10.0.0.0/8", "::/0") && !network_in(STR("10.0.0.0/33"), &network) &&
           !network_in(STR("10.0.0.0"), &network) && !network_in(STR("10.0.0.0/"), &network);
}

static const struct unit_test tests[] = {
    {"addresses are read", addresses_are_read},
    {"short forms are known", short_forms_are_known},
    {"addresses of the machine itself are not reachable", own_addresses_are_not_reachable},
    {"parts of networks are found", parts_are_found},
};

int main(void)
{
    return run_tests(tests, COUNT(tests));
}
