//! The constants of a platform, its common codes, its shared types.

use super::tokens::{id, imports, key_path, module_docs, option, quota, seconds, strings};
use super::{enums, node, records};
use crate::model::{Envelope, Issue, Platform, Refresh, Scheme, SendValue, TypeFile};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

pub(super) fn emit(of: &Platform) -> TokenStream {
    let docs = module_docs(&of.docs);
    let modules = of.root.children.iter().map(node::module);
    let operations = of.root.operations.iter().map(node::operation_module);
    let accessors = node::root_accessors(of);
    let types = (!of.types.is_empty()).then(|| {
        quote!(
            pub mod types;
        )
    });
    let envelopes = of.envelopes.iter().map(envelope);
    let count = Literal::usize_unsuffixed(of.envelopes.len());
    let constants = of.envelopes.iter().enumerate().map(|(index, envelope)| {
        let name = id(&envelope.constant);
        let index = Literal::usize_unsuffixed(index);
        let doc = format!(" The envelope `{}`.", envelope.name);
        quote!(#[doc = #doc] pub const #name: &runtime::Envelope = &ENVELOPES[#index];)
    });
    let platform = platform(of);
    let codes = enums::common(&of.codes);
    quote! {
        #docs
        #types
        #(#modules)*
        #(#operations)*

        use larkspur_runtime as runtime;

        /// The envelopes of the platform, the usual one first.
        pub static ENVELOPES: [runtime::Envelope; #count] = [#(#envelopes),*];

        #(#constants)*
        #platform
        #accessors
        #codes
    }
}

fn platform(of: &Platform) -> TokenStream {
    let name = &of.name;
    let hosts = of.hosts.iter().map(|(name, url)| quote!(runtime::Host { name: #name, url: #url }));
    let log_id = strings(&of.log_id);
    let content_type = &of.content_type;
    let trace_query = strings(&of.trace_query);
    let auth = of.auth.iter().map(scheme);
    let quota_reset = option(&of.quota_reset);
    let quota_scope = id(of.quota_scope);
    let codes = enums::facts(&of.codes, &quote!(fact));
    quote! {
        /// The constant facts of the platform.
        pub static PLATFORM: runtime::Platform = runtime::Platform {
            name: #name,
            hosts: &[#(#hosts),*],
            envelopes: &ENVELOPES,
            log_id: #log_id,
            content_type: #content_type,
            trace_query: #trace_query,
            auth: &[#(#auth),*],
            quota_reset: #quota_reset,
            quota_scope: runtime::QuotaScope::#quota_scope,
            codes: #codes,
        };

        /// A row of a table of codes: a call takes one line where a literal takes five.
        #[allow(dead_code, reason = "a platform may have no codes of its own")]
        pub(crate) const fn fact(
            code: i64,
            name: &'static str,
            retry: runtime::Retry,
        ) -> runtime::CodeFact {
            runtime::CodeFact { code, name, retry }
        }
    }
}

fn envelope(of: &Envelope) -> TokenStream {
    let (name, success) = (&of.name, of.success);
    let (code, message) = (key_path(&of.code), key_path(&of.message));
    let success = proc_macro2::Literal::i64_unsuffixed(success);
    let data = option(&of.data);
    let log_id = of.log_id.iter().map(|path| key_path(path));
    let violations = key_path(&of.violations);
    let root_keys = strings(&of.root_keys);
    quote! {
        runtime::Envelope {
            name: #name,
            code: #code,
            message: #message,
            success: #success,
            data: #data,
            log_id: &[#(#log_id),*],
            violations: #violations,
            root_keys: #root_keys,
        }
    }
}

fn scheme(of: &Scheme) -> TokenStream {
    let name = &of.name;
    let headers = of.headers.iter().map(|(name, value)| quote!((#name, #value)));
    let issue = option(&of.issue.as_ref().map(issue));
    let refresh = option(&of.refresh.as_ref().map(refresh));
    quote! {
        runtime::Scheme {
            name: #name,
            headers: &[#(#headers),*],
            issue: #issue,
            refresh: #refresh,
        }
    }
}

fn issue(of: &Issue) -> TokenStream {
    let (path, envelope, renew_within) = (&of.path, id(&of.envelope), seconds(of.renew_within));
    let send = send(&of.send);
    let (token, life) = (key_path(&of.token), key_path(&of.life));
    let keep = of.keep.iter().map(|(name, path)| {
        let path = key_path(path);
        quote!((#name, #path))
    });
    let quota = quota(&of.quota);
    quote! {
        runtime::Issue {
            path: #path,
            send: #send,
            envelope: #envelope,
            token: #token,
            life: #life,
            keep: &[#(#keep),*],
            renew_within: #renew_within,
            quota: #quota,
        }
    }
}

fn refresh(of: &Refresh) -> TokenStream {
    let (path, envelope, renew_within) = (&of.path, id(&of.envelope), seconds(of.renew_within));
    let send = send(&of.send);
    let (token, life) = (key_path(&of.token), key_path(&of.life));
    let (refresh_token, refresh_life) = (key_path(&of.refresh_token), key_path(&of.refresh_life));
    let ended = of.ended.iter().map(|code| Literal::i64_unsuffixed(*code));
    let codes = enums::facts(&of.codes, &quote!(fact));
    let quota = quota(&of.quota);
    quote! {
        runtime::Refresh {
            path: #path,
            send: #send,
            envelope: #envelope,
            token: #token,
            life: #life,
            refresh_token: #refresh_token,
            refresh_life: #refresh_life,
            renew_within: #renew_within,
            ended: &[#(#ended),*],
            codes: #codes,
            quota: #quota,
        }
    }
}

/// The body of a token call.
fn send(of: &[(String, SendValue)]) -> TokenStream {
    let send = of.iter().map(|(name, value)| {
        let value = match value {
            SendValue::Credential(name) => quote!(runtime::SendValue::Credential(#name)),
            SendValue::RefreshToken => quote!(runtime::SendValue::RefreshToken),
            SendValue::Text(text) => quote!(runtime::SendValue::Text(#text)),
            SendValue::Integer(number) => {
                let number = Literal::i64_unsuffixed(*number);
                quote!(runtime::SendValue::Integer(#number))
            }
        };
        quote!((#name, #value))
    });
    quote!(&[#(#send),*])
}

/// The module of the shared types.
pub(super) fn types(of: &Platform) -> TokenStream {
    let modules: Vec<_> = of.type_files.iter().map(|file| id(&file.module)).collect();
    quote! {
        //! Records and enumerations that several operations share.

        #(mod #modules;)*

        #(pub use #modules::*;)*
    }
}

/// One shared type with the inline types of its fields.
pub(super) fn type_file(of: &Platform, file: &TypeFile) -> TokenStream {
    let items = of.types[file.items.clone()].iter().map(records::item);
    let name = id(&of.name);
    let text = quote!(#(#items)*);
    let imports = imports(&name, &text);
    quote! {
        #imports

        #text
    }
}
