//! Records: the struct, how it is read, written, checked and set.

use super::enums;
use super::tokens::{argument, codec, copied, docs, id, option, reference, ty};
use crate::model::{Check, Constant, Field, Item, Paging, PagingStyle, Record, Type};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

pub(super) fn item(of: &Item) -> TokenStream {
    match of {
        Item::Record(of) => record(of),
        Item::Enum(of) => enums::open(of),
        Item::OneOf(of) => enums::one_of(of),
    }
}

fn record(of: &Record) -> TokenStream {
    let doc = docs(&of.docs);
    let name = id(&of.name);
    let fields = of.fields.iter().map(field);
    let read = of.read.then(|| read(of));
    let write = write(of);
    let sent = of.sent.then(|| sent(of));
    let (debug, shown) = debug(&name, &of.fields);
    quote! {
        #doc
        #[derive(#debug Clone, PartialEq, Default)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
        }

        #shown

        #sent
        #read
        #write
    }
}

/// How a struct is shown: by the derive, or without its secrets by an implementation.
pub(super) fn debug<'a>(
    name: &Ident,
    fields: impl IntoIterator<Item = &'a Field> + Clone,
) -> (TokenStream, Option<TokenStream>) {
    if !fields.clone().into_iter().any(|field| field.secret) {
        return (quote!(Debug,), None);
    }
    let text = name.to_string();
    let shown = fields.into_iter().map(|field| {
        let (wire, name) = (&field.name, id(&field.name));
        let value =
            if field.secret { quote!(format_args!("[secret]")) } else { quote!(self.#name) };
        quote!(.field(#wire, &#value))
    });
    let shown = quote! {
        impl std::fmt::Debug for #name {
            fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                to.debug_struct(#text)#(#shown)*.finish_non_exhaustive()
            }
        }
    };
    (TokenStream::new(), Some(shown))
}

/// A field of a struct.
pub(super) fn field(of: &Field) -> TokenStream {
    let doc = docs(&of.docs);
    let name = id(&of.name);
    let ty = field_type(of);
    quote!(#doc pub #name: #ty,)
}

fn field_type(of: &Field) -> TokenStream {
    let ty = ty(&of.ty);
    if of.optional { quote!(Option<#ty>) } else { ty }
}

fn read(of: &Record) -> TokenStream {
    let name = id(&of.name);
    let wires = of.fields.iter().map(|field| &field.wire);
    let arms = of.fields.iter().enumerate().map(|(index, field)| {
        let (name, codec) = (id(&field.name), codec(&field.ty));
        let get = if field.optional { quote!(get) } else { quote!(get_or_default) };
        let index = Literal::usize_unsuffixed(index);
        quote!(#index => wire::#get::<#codec, _>(map, &mut self.#name),)
    });
    let complete = of.steering.as_ref().map(complete);
    quote! {
        impl wire::Record for #name {
            const FIELDS: &'static [&'static str] = &[#(#wires),*];

            fn field<'de, A: runtime::serde::de::MapAccess<'de>>(
                &mut self,
                index: usize,
                map: &mut A,
            ) -> Result<bool, A::Error> {
                match index {
                    #(#arms)*
                    _ => wire::skip(map),
                }
            }

            #complete
        }

        impl<'de> runtime::serde::Deserialize<'de> for #name {
            fn deserialize<D: runtime::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                wire::record(deserializer)
            }
        }
    }
}

/// A reply without what steers is no reply.
fn complete(paging: &Paging) -> TokenStream {
    let body = match &paging.style {
        PagingStyle::Token { more, more_index, .. } => {
            let wire = &more.wire;
            let value = copied(quote!(self), more);
            match more_index {
                Some(index) => {
                    let index = Literal::u32_unsuffixed(*index);
                    let items = demand_items(paging, &value);
                    quote!(seen.demand(#index, #wire)?; #items)
                }
                None => {
                    let items = demand_items(paging, &quote!(more));
                    quote! {
                        let more = #value.ok_or(wire::Steering { missing: #wire })?;
                        #items
                    }
                }
            }
        }
        PagingStyle::Number { total, .. } => {
            let wire = &total.wire;
            let value = copied(quote!(self), total);
            let items = demand_items(paging, &quote!(total > 0));
            quote! {
                let total = #value.ok_or(wire::Steering { missing: #wire })?;
                #items
            }
        }
    };
    let seen = if body.to_string().contains("seen") { quote!(seen) } else { quote!(_) };
    quote! {
        fn complete(&self, #seen: wire::Seen) -> Result<(), wire::Steering> {
            #body
            Ok(())
        }
    }
}

/// The list of items must be there when the reply says that there are some.
fn demand_items(paging: &Paging, some: &TokenStream) -> TokenStream {
    let wire = &paging.items.wire;
    match paging.items_index {
        Some(index) => {
            let index = Literal::u32_unsuffixed(index);
            quote!(if #some { seen.demand(#index, #wire)?; })
        }
        None => {
            let list = reference(quote!(self), &paging.items);
            quote! {
                if #some && #list.is_none() {
                    return Err(wire::Steering { missing: #wire });
                }
            }
        }
    }
}

fn write(of: &Record) -> TokenStream {
    let name = id(&of.name);
    let puts = of.fields.iter().map(|field| {
        let (name, wire, codec) = (id(&field.name), &field.wire, codec(&field.ty));
        let value =
            if field.optional { quote!(self.#name.as_ref()) } else { quote!(Some(&self.#name)) };
        quote!(object.put::<#codec>(#wire, #value)?;)
    });
    let constants = of.constants.iter().map(|constant| constant_put(constant, &quote!(object)));
    quote! {
        impl runtime::serde::Serialize for #name {
            fn serialize<S: runtime::serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                let mut object = runtime::object(serializer)?;
                #(#constants)*
                #(#puts)*
                object.end()
            }
        }
    }
}

/// Writes a value that is always the same.
pub(super) fn constant_put(of: &Constant, object: &TokenStream) -> TokenStream {
    let wire = &of.wire;
    let (codec, value) = constant(of);
    quote!(#object.put::<#codec>(#wire, Some(&#value))?;)
}

/// The codec and the expression of a value that is always the same.
pub(super) fn constant(of: &Constant) -> (TokenStream, TokenStream) {
    if let Some(flag) = of.value.as_bool() {
        return (quote!(wire::Flag), quote!(#flag));
    }
    if let Some(number) = of.value.as_i64() {
        return (quote!(wire::Integer), quote!(#number));
    }
    if let Some(number) = of.value.as_f64() {
        return (quote!(wire::Float), quote!(#number));
    }
    let text = of.value.as_str().map_or_else(|| of.value.to_string(), str::to_owned);
    (quote!(wire::Text), quote!(#text.to_owned()))
}

fn sent(of: &Record) -> TokenStream {
    let name = id(&of.name);
    let setters = of.fields.iter().map(setter);
    let checks: Vec<_> = of.fields.iter().flat_map(checks).collect();
    let violations = if checks.is_empty() { quote!(_) } else { quote!(violations) };
    quote! {
        impl #name {
            #(#setters)*
        }

        impl runtime::Validate for #name {
            fn validate(&self, #violations: &mut runtime::Violations) {
                #(#checks)*
            }
        }
    }
}

/// A setter of a record.
fn setter(of: &Field) -> TokenStream {
    let name = id(&of.name);
    let (argument, value) = argument(&of.ty, &name);
    let doc = docs(&of.docs);
    let deprecated = of.deprecated.as_ref().map(|note| quote!(#[deprecated = #note]));
    quote! {
        #doc
        #deprecated
        #[must_use]
        pub fn #name(mut self, #name: #argument) -> Self {
            self.#name = Some(#value);
            self
        }
    }
}

/// The checks of a field.
pub(super) fn checks(of: &Field) -> Vec<TokenStream> {
    of.checks.iter().map(|check| self::check(of, check)).collect()
}

fn check(of: &Field, check: &Check) -> TokenStream {
    let (name, wire) = (id(&of.name), &of.wire);
    match check {
        Check::Required => quote!(violations.required(#wire, &self.#name);),
        Check::PathSegment => {
            let text = text_of(of);
            quote!(violations.path_segment(#wire, #text);)
        }
        Check::NotEmpty => {
            let text = text_of(of);
            quote!(violations.not_empty(#wire, #text);)
        }
        Check::Header => quote!(violations.header(#wire, self.#name.as_deref());),
        Check::Finite => quote!(violations.finite(#wire, self.#name);),
        Check::Range(low, high) => {
            let (low, high) = (number(low), number(high));
            quote!(violations.range(#wire, self.#name, #low, #high);)
        }
        Check::FloatRange(low, high) => {
            let (low, high) = (option(low), option(high));
            quote!(violations.range(#wire, self.#name, #low, #high);)
        }
        Check::Length(low, high) => {
            let (low, high) = (size(low), size(high));
            quote!(violations.length(#wire, self.#name.as_deref(), #low, #high);)
        }
        Check::Size(low, high) => {
            let (low, high) = (size(low), size(high));
            quote!(violations.size(#wire, self.#name.as_ref().map(|all| all.len()), #low, #high);)
        }
        Check::Record => quote! {
            if let Some(value) = &self.#name {
                violations.record(#wire, value);
            }
        },
    }
}

/// The text of a field that is text or an enumeration.
fn text_of(of: &Field) -> TokenStream {
    let name = id(&of.name);
    match of.ty {
        Type::Enum { .. } => quote!(self.#name.as_ref().map(|value| value.as_str())),
        _ => quote!(self.#name.as_deref()),
    }
}

fn number(limit: &Option<i64>) -> TokenStream {
    option(&limit.map(Literal::i64_unsuffixed))
}

fn size(limit: &Option<usize>) -> TokenStream {
    option(&limit.map(Literal::usize_unsuffixed))
}
