"""Options that services register while they start, and their own listings leave out.

Entry points of "oslo.config.opts" for oslo-config-generator and oslo-config-validator, which find
them when ./entry_points has been called and its folder is in PYTHONPATH:

    stk.auth     what the auth_type of [keystone_authtoken] adds to it (keystoneauth plugins)
    stk.limit    the same of [oslo_limit]
    stk.stores   sections of Glance's stores: [=TYPE] stands for those that people name in
                 enabled_backends; the reserved ones have their own options
    stk.backends Cinder's backends: [=backend] stands for the sections that enabled_backends names;
                 what the auth_type of its [nova] and [service_user] adds to these
"""
from keystoneauth1 import loading

AUTH_TYPES = ("password", "v3password", "v3applicationcredential")


def auth_options():
    return list({option.dest: option for kind in AUTH_TYPES for option in loading.get_auth_plugin_conf_options(kind)}.values())


def list_auth():
    return [("keystone_authtoken", auth_options())]


def list_limit():
    return [("oslo_limit", auth_options())]


def list_backends():
    from cinder import opts
    listed = dict(opts.list_opts())
    return [("=backend", [*listed["backend_defaults"], *listed["backend"]]), ("nova", auth_options()),
            ("service_user", [*loading.get_auth_common_conf_options(), *auth_options()])]


class Recorder:
    """Stands in for the configuration object with which the stores register their options."""

    def __init__(self, backends):
        self.enabled_backends = backends
        self.sections = {}

    def register_opts(self, options, group):
        self.sections.setdefault(group, []).extend(options)


def store_types():
    from stevedore import extension
    names = extension.ExtensionManager("glance_store.drivers").names()
    return sorted(name for name in names if "." not in name and name != "no_conf")


def list_stores():
    from glance.common import wsgi_app
    from glance_store import driver, multi_backend
    recorder = Recorder({f"={kind}": kind for kind in store_types()})
    multi_backend.register_store_opts(recorder, reserved_stores=wsgi_app.RESERVED_STORES)
    sections = recorder.sections
    shared = getattr(driver, "SHARED_CONF_GROUP", None)
    if shared:
        sections[shared] = [option for name in sections if name[0] == "=" for option in sections[name]]
    for name in [*wsgi_app.RESERVED_STORES, *(name for name in sections if name[0] == "=")]:
        sections[name].extend(driver.Store.MULTI_BACKEND_OPTIONS)
    return list(sections.items())
