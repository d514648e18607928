//! Platform files: the version of the language and the hosts.

use super::Lint;
use super::context::{Context, Report};
use crate::diagnostic::Severity::Error;
use crate::index::child;

pub(super) static LANGUAGE_VERSION: Lint = Lint {
    id: "language-version",
    severity: Error,
    doc: "A tree written in a version of the language that is not read here.",
    check: language_version,
};

fn language_version(context: &Context<'_>, report: &mut Report<'_>) {
    for platform in context.platforms() {
        let found = platform.platform.language;
        if found != crate::LANGUAGE {
            report.value(
                &platform.file,
                "/language",
                format!("version {found} of the language is not known"),
                format!("write `language: {}`, or use a newer release", crate::LANGUAGE),
            );
        }
    }
}

pub(super) static DEFAULT_HOST: Lint = Lint {
    id: "default-host",
    severity: Error,
    doc: "A platform without a default host, or with several.",
    check: default_host,
};

fn default_host(context: &Context<'_>, report: &mut Report<'_>) {
    for platform in context.platforms() {
        let hosts = platform.platform.hosts.iter();
        let defaults: Vec<&String> =
            hosts.filter(|(_, host)| host.default).map(|(name, _)| name).collect();
        if defaults.is_empty() {
            let message = "none of the hosts is the default";
            let help = "write `default: true` on the host that is used when nothing is said";
            report.key(&platform.file, "/hosts", message, help);
        }
        for name in defaults.iter().skip(1) {
            report.key(
                &platform.file,
                format!("{}/default", child("/hosts", name)),
                format!("`{}` is the default host already", defaults[0]),
                "leave `default: true` on one of them",
            );
        }
    }
}

pub(super) static HOST_URL: Lint = Lint {
    id: "host-url",
    severity: Error,
    doc: "The address of a host that paths cannot be put behind.",
    check: host_url,
};

fn host_url(context: &Context<'_>, report: &mut Report<'_>) {
    for platform in context.platforms() {
        for (name, host) in &platform.platform.hosts {
            let pointer = format!("{}/url", child("/hosts", name));
            address(&platform.file, &pointer, &host.url, report);
        }
    }
    for (_, at) in context.operations() {
        if let Some(host) = &at.operation.http.host {
            address(&at.file, "/http/host", host, report);
        }
    }
}

fn address(file: &str, pointer: &str, url: &str, report: &mut Report<'_>) {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let fits = rest.is_some_and(|rest| {
        !rest.is_empty() && !rest.ends_with('/') && !rest.contains(['?', '#', '@', ' '])
    });
    if !fits {
        report.value(
            file,
            pointer,
            "this is no base address",
            "write it like `https://open.example.com`, without a slash at its end or a query",
        );
    }
}
