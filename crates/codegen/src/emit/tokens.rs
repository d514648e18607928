//! Small pieces of Rust that every emitter uses: docs, types, codecs, field paths.

use crate::model::{FieldPath, Type};
use crate::names;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

pub(super) fn id(name: &str) -> Ident {
    names::ident(name)
}

pub(super) fn docs(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| space(line));
    quote!(#(#[doc = #lines])*)
}

pub(super) fn module_docs(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| space(line));
    quote!(#(#![doc = #lines])*)
}

fn space(line: &str) -> String {
    if line.is_empty() { String::new() } else { format!(" {line}") }
}

pub(super) fn strings(list: &[String]) -> TokenStream {
    quote!(&[#(#list),*])
}

/// The Rust type.
pub(super) fn ty(of: &Type) -> TokenStream {
    match of {
        Type::Text => quote!(String),
        Type::Integer { .. } => quote!(i64),
        Type::Float { .. } => quote!(f64),
        Type::Flag { .. } => quote!(bool),
        Type::Time { .. } => quote!(runtime::Timestamp),
        Type::Json => quote!(runtime::Value),
        Type::File => quote!(runtime::FilePart),
        Type::Record { name, shared, boxed, .. } => {
            let name = path(name, *shared);
            if *boxed { quote!(Box<#name>) } else { name }
        }
        Type::Enum { name, shared, .. } => path(name, *shared),
        Type::List(item) => {
            let item = ty(item);
            quote!(Vec<#item>)
        }
        Type::Map(value) => {
            let value = ty(value);
            quote!(std::collections::BTreeMap<String, #value>)
        }
    }
}

fn path(name: &str, shared: bool) -> TokenStream {
    let name = id(name);
    if shared { quote!(types::#name) } else { quote!(#name) }
}

/// The wire form.
pub(super) fn codec(of: &Type) -> TokenStream {
    let quoted = |quoted: &bool, codec: TokenStream| {
        if *quoted { quote!(wire::Quoted<#codec>) } else { codec }
    };
    match of {
        Type::Text => quote!(wire::Text),
        Type::Integer { quoted: q } => quoted(q, quote!(wire::Integer)),
        Type::Float { quoted: q } => quoted(q, quote!(wire::Float)),
        Type::Flag { quoted: q } => quoted(q, quote!(wire::Flag)),
        Type::Time { millis, quoted: q, none } => {
            let unit = if *millis { quote!(wire::Millis) } else { quote!(wire::Seconds) };
            match none {
                Some(none) => {
                    let none = Literal::i64_unsuffixed(*none);
                    quoted(q, quote!(#unit<#none>))
                }
                None => quoted(q, unit),
            }
        }
        Type::Json => quote!(wire::Json),
        Type::File => quote!(runtime::FilePart),
        Type::Record { name, shared, sent_only, boxed } => {
            let name = path(name, *shared);
            match (sent_only, boxed) {
                (true, false) => quote!(wire::Sent<#name>),
                (true, true) => quote!(wire::Sent<Box<#name>>),
                (false, true) => quote!(wire::Boxed<#name>),
                (false, false) => quote!(wire::Of<#name>),
            }
        }
        Type::Enum { name, shared, digit } => {
            let name = path(name, *shared);
            if *digit { quote!(wire::Digit<#name>) } else { quote!(wire::Word<#name>) }
        }
        Type::List(item) => {
            let item = codec(item);
            quote!(wire::List<#item>)
        }
        Type::Map(value) => {
            let value = codec(value);
            quote!(wire::Dict<#value>)
        }
    }
}

/// What a setter takes, and how that becomes the value.
pub(super) fn argument(of: &Type, name: &Ident) -> (TokenStream, TokenStream) {
    match of {
        Type::Text => (quote!(impl Into<String>), quote!(#name.into())),
        Type::Time { .. } => (quote!(impl Into<runtime::Timestamp>), quote!(#name.into())),
        Type::Json => (quote!(impl Into<runtime::Value>), quote!(#name.into())),
        Type::Enum { .. } => {
            let ty = ty(of);
            (quote!(impl Into<#ty>), quote!(#name.into()))
        }
        Type::Record { boxed: true, .. } => {
            let ty = ty(of);
            (quote!(impl Into<#ty>), quote!(#name.into()))
        }
        Type::List(item) => {
            let ty = ty(item);
            if converts(item) {
                let argument = quote!(impl IntoIterator<Item = impl Into<#ty>>);
                (argument, quote!(#name.into_iter().map(Into::into).collect()))
            } else {
                (quote!(impl IntoIterator<Item = #ty>), quote!(#name.into_iter().collect()))
            }
        }
        Type::Map(value) => {
            let ty = ty(value);
            let (into, convert) = if converts(value) {
                (quote!(impl Into<#ty>), quote!(value.into()))
            } else {
                (ty, quote!(value))
            };
            (
                quote!(impl IntoIterator<Item = (impl Into<String>, #into)>),
                quote!(#name.into_iter().map(|(key, value)| (key.into(), #convert)).collect()),
            )
        }
        _ => (ty(of), quote!(#name)),
    }
}

fn converts(of: &Type) -> bool {
    matches!(of, Type::Text | Type::Time { .. } | Type::Json | Type::Enum { .. })
}

/// `base.a.as_ref().and_then(|a| a.b.as_ref())`: the value at the end of a path, by reference.
pub(super) fn reference(base: TokenStream, path: &FieldPath) -> TokenStream {
    walk(base, path, &quote!(.as_ref()))
}

/// The value at the end of a path, copied.
pub(super) fn copied(base: TokenStream, path: &FieldPath) -> TokenStream {
    walk(base, path, &TokenStream::new())
}

/// The text at the end of a path.
pub(super) fn text(base: TokenStream, path: &FieldPath) -> TokenStream {
    walk(base, path, &quote!(.as_deref()))
}

fn walk(base: TokenStream, path: &FieldPath, last: &TokenStream) -> TokenStream {
    let Some((end, above)) = path.steps.split_last() else {
        return base;
    };
    let end_name = id(&end.name);
    let Some((first, rest)) = above.split_first() else {
        return if end.optional { quote!(#base.#end_name #last) } else { quote!(#base.#end_name) };
    };
    let mut walked = {
        let name = id(&first.name);
        quote!(#base.#name.as_ref())
    };
    for step in rest {
        let name = id(&step.name);
        walked = quote!(#walked.and_then(|above| above.#name.as_ref()));
    }
    if end.optional {
        quote!(#walked.and_then(|above| above.#end_name #last))
    } else {
        quote!(#walked.map(|above| &above.#end_name))
    }
}

/// Whether there is a value at the end of a path.
pub(super) fn given(base: TokenStream, path: &FieldPath) -> TokenStream {
    let value = reference(base, path);
    quote!(#value.is_some())
}

/// The place at the end of a path, made on the way where it is missing.
pub(super) fn place(base: TokenStream, path: &FieldPath) -> TokenStream {
    let Some((end, above)) = path.steps.split_last() else {
        return base;
    };
    let mut place = base;
    for step in above {
        let name = id(&step.name);
        place = quote!(#place.#name.get_or_insert_default());
    }
    let name = id(&end.name);
    quote!(#place.#name)
}

/// Parts of a dotted path.
pub(super) fn key_path(parts: &[String]) -> TokenStream {
    quote!(&[#(#parts),*])
}

/// A span of whole seconds.
pub(super) fn seconds(seconds: u64) -> TokenStream {
    let seconds = Literal::u64_unsuffixed(seconds);
    quote!(std::time::Duration::from_secs(#seconds))
}

/// Quota windows of calls and seconds.
pub(super) fn quota(windows: &[(u64, u64)]) -> TokenStream {
    let windows = windows.iter().map(|(calls, per)| {
        let (calls, per) = (Literal::u64_unsuffixed(*calls), seconds(*per));
        quote!(runtime::Quota { calls: #calls, per: #per })
    });
    quote!(&[#(#windows),*])
}

pub(super) fn option<T: quote::ToTokens>(value: &Option<T>) -> TokenStream {
    match value {
        Some(value) => quote!(Some(#value)),
        None => quote!(None),
    }
}

/// The imports that a file needs: an unused one would be a warning.
pub(super) fn imports(platform: &Ident, text: &TokenStream) -> TokenStream {
    let types = uses(text, "types").then(|| quote!(use crate::generated::#platform::types;));
    let wire = uses(text, "wire").then(|| {
        quote!(
            use larkspur_runtime::decode as wire;
        )
    });
    let runtime = uses(text, "runtime").then(|| {
        quote!(
            use larkspur_runtime as runtime;
        )
    });
    quote!(#types #wire #runtime)
}

/// Whether `name::` occurs anywhere.
fn uses(tokens: &TokenStream, name: &str) -> bool {
    let mut before = false;
    for token in tokens.clone() {
        match token {
            proc_macro2::TokenTree::Group(group) if uses(&group.stream(), name) => return true,
            proc_macro2::TokenTree::Punct(punct) if before && punct.as_char() == ':' => {
                return true;
            }
            _ => {}
        }
        before = matches!(&token, proc_macro2::TokenTree::Ident(ident) if ident == name);
    }
    false
}
