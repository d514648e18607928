//! One operation, one file: facts, request, parameters, reply, codes.

use super::tokens::{
    codec, copied, given, id, imports, module_docs, option, quota, reference, seconds, ty,
};
use super::{enums, paging, records, request};
use crate::model::{
    BodyKind, Constant, Item, Location, Operation, Parameter, Part, PathPiece, ReplyKind,
    RuleCheck, Type,
};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit(of: &Operation) -> TokenStream {
    let docs = module_docs(&of.docs);
    let platform = id(&of.platform);
    let items = items(of);
    let body: Vec<TokenStream> = vec![
        facts(of),
        request::emit(of),
        parameters(of),
        endpoint(of),
        json_endpoint(of).unwrap_or_default(),
        of.paging.as_ref().map(|paging| paging::emit(of, paging)).unwrap_or_default(),
        items,
        enums::codes(&of.codes),
    ];
    let text = quote!(#(#body)*);
    let imports = imports(&platform, &text);
    let parts = of.parts.iter().map(|part| id(&part.module));
    quote! {
        #docs
        #(mod #parts;)*

        use crate::generated::#platform as platform;
        use crate::generated::#platform::CommonCode;
        #imports

        /// Why a call of this operation failed.
        pub type Error = runtime::Error<Code>;

        #text
    }
}

/// The records and enumerations: themselves, or what leads to their files.
fn items(of: &Operation) -> TokenStream {
    if of.parts.is_empty() {
        let items = of.items.iter().map(records::item);
        return quote!(#(#items)*);
    }
    let names = of.items.iter().map(|item| id(item.name()));
    let modules = of.parts.iter().map(|part| id(&part.module));
    quote!(#(pub use #modules::#names;)*)
}

/// The file of one record or enumeration.
pub(super) fn item_file(of: &Operation, part: &Part, item: &Item) -> TokenStream {
    let text = records::item(item);
    let imports = imports(&id(&of.platform), &text);
    let uses = part.uses.iter().map(|name| id(name));
    quote! {
        #(use super::#uses;)*
        #imports

        #text
    }
}

fn facts(of: &Operation) -> TokenStream {
    let (operation, method, idempotent) = (&of.id, id(&of.http_method), of.idempotent);
    let host = option(&of.host);
    let auth = &of.auth;
    let envelope = id(&of.envelope);
    let place = match &of.place {
        Some(key) => quote!(runtime::Place::Key(#key)),
        None => quote!(runtime::Place::Root),
    };
    let quota = quota(&of.quota);
    let codes = enums::facts(&of.codes, &quote!(platform::fact));
    quote! {
        /// The constant facts of this operation.
        pub static OPERATION: runtime::Operation = runtime::Operation {
            id: #operation,
            platform: &platform::PLATFORM,
            method: runtime::http::Method::#method,
            host: #host,
            idempotent: #idempotent,
            auth: &[#(#auth),*],
            envelope: platform::#envelope,
            place: #place,
            quota: #quota,
            codes: #codes,
        };
    }
}

fn parameters(of: &Operation) -> TokenStream {
    let all = of.parameters.iter().map(|parameter| &parameter.field);
    let fields = all.clone().map(records::field);
    let (debug, shown) = records::debug(&id("Parameters"), all);
    quote! {
        /// The parameters of one call.
        #[derive(#debug Clone, PartialEq, Default)]
        #[non_exhaustive]
        pub struct Parameters {
            #(#fields)*
        }

        #shown
    }
}

fn endpoint(of: &Operation) -> TokenStream {
    let mut checks: Vec<_> =
        of.parameters.iter().flat_map(|parameter| records::checks(&parameter.field)).collect();
    checks.extend(of.rules.iter().map(rule));
    let violations = if checks.is_empty() { quote!(_) } else { quote!(violations) };
    let write = write(of);
    quote! {
        impl runtime::Endpoint for Parameters {
            type Code = Code;

            const OPERATION: &'static runtime::Operation = &OPERATION;

            fn validate(&self, #violations: &mut runtime::Violations) {
                #(#checks)*
            }

            fn write(&self, request: &mut runtime::RequestParts) {
                #write
            }
        }
    }
}

fn rule(of: &RuleCheck) -> TokenStream {
    match of {
        RuleCheck::Window { start, end, longest } => {
            let names = (&start.wire, &end.wire);
            let (start_name, end_name) = names;
            let (start, end) = (copied(quote!(self), start), copied(quote!(self), end));
            let longest = longest.map(seconds);
            let longest = option(&longest);
            quote!(violations.window((#start_name, #end_name), #start, #end, #longest);)
        }
        RuleCheck::Choice { choice, of } => {
            let choice = id(choice);
            let given = of.iter().map(|path| {
                let (wire, given) = (&path.wire, given(quote!(self), path));
                quote!((#wire, #given))
            });
            quote!(violations.choice(runtime::Choice::#choice, &[#(#given),*]);)
        }
        RuleCheck::Requires { when, is, when_type, then } => requires(when, is, when_type, then),
    }
}

fn requires(
    when: &crate::model::FieldPath,
    is: &[String],
    when_type: &Type,
    then: &[crate::model::FieldPath],
) -> TokenStream {
    let value = reference(quote!(self), when);
    let (asks, because) = if is.is_empty() {
        (quote!(#value.is_some()), format!("when {} is given", when.wire))
    } else {
        let codec = codec(when_type);
        let text = quote!(<#codec as wire::Scalar>::text(value));
        let because = format!("when {} is {}", when.wire, is.join(" or "));
        (quote!(#value.is_some_and(|value| [#(#is),*].contains(&#text.as_ref()))), because)
    };
    let checks = then.iter().map(|path| {
        let (wire, given) = (&path.wire, given(quote!(self), path));
        quote!(violations.requires(#wire, #given, #because);)
    });
    quote!(if #asks { #(#checks)* })
}

fn write(of: &Operation) -> TokenStream {
    let path = of.path.iter().map(|piece| match piece {
        PathPiece::Literal(text) => quote!(request.literal(#text);),
        PathPiece::Parameter(name) => {
            let parameter = of.parameters.iter().find(|parameter| parameter.field.name == *name);
            let codec = parameter.map(|parameter| codec(&parameter.field.ty));
            let wire = parameter.map(|parameter| &parameter.field.wire);
            let name = id(name);
            quote!(request.segment::<#codec>(#wire, self.#name.as_ref());)
        }
    });
    let fixed =
        of.fixed_query.iter().map(|(name, value)| quote!(request.fixed_query(#name, #value);));
    let constants = of.constants.iter().filter(|constant| constant.location != Location::Body);
    let constants = constants.map(constant);
    let query = at(of, Location::Query).map(query);
    let header = at(of, Location::Header).map(|parameter| {
        let (name, codec) = (id(&parameter.field.name), codec(&parameter.field.ty));
        let wire = parameter.field.wire.to_lowercase();
        quote!(request.header::<#codec>(#wire, self.#name.as_ref());)
    });
    let body = body(of);
    quote!(#(#path)* #(#fixed)* #(#constants)* #(#query)* #(#header)* #body)
}

fn at(of: &Operation, location: Location) -> impl Iterator<Item = &Parameter> {
    of.parameters.iter().filter(move |parameter| parameter.location == location)
}

fn query(of: &Parameter) -> TokenStream {
    let (name, wire) = (id(&of.field.name), &of.field.wire);
    match &of.field.ty {
        Type::List(item) => {
            let codec = codec(item);
            quote!(request.query_list::<#codec>(#wire, self.#name.as_ref());)
        }
        ty => {
            let codec = codec(ty);
            quote!(request.query::<#codec>(#wire, self.#name.as_ref());)
        }
    }
}

fn constant(of: &Constant) -> TokenStream {
    let (codec, value) = records::constant(of);
    match of.location {
        Location::Header => {
            let wire = of.wire.to_lowercase();
            quote!(request.header::<#codec>(#wire, Some(&#value));)
        }
        _ => {
            let wire = &of.wire;
            quote!(request.query::<#codec>(#wire, Some(&#value));)
        }
    }
}

fn body(of: &Operation) -> TokenStream {
    let constants = of.constants.iter().filter(|constant| constant.location == Location::Body);
    match of.body {
        BodyKind::None => TokenStream::new(),
        BodyKind::JsonValue => {
            let whole = at(of, Location::WholeBody).map(|parameter| {
                let (name, codec) = (id(&parameter.field.name), codec(&parameter.field.ty));
                quote!(request.json_value::<#codec>(self.#name.as_ref());)
            });
            quote!(#(#whole)*)
        }
        BodyKind::Json => {
            let constants = constants.map(|of| records::constant_put(of, &quote!(body)));
            let puts = at(of, Location::Body).map(|parameter| {
                let (name, codec) = (id(&parameter.field.name), codec(&parameter.field.ty));
                let wire = &parameter.field.wire;
                quote!(body.put::<#codec>(#wire, self.#name.as_ref())?;)
            });
            quote!(request.json(|body| { #(#constants)* #(#puts)* Ok(()) });)
        }
        BodyKind::Form | BodyKind::Multipart => {
            let constants = constants.map(|of| {
                let (wire, (codec, value)) = (&of.wire, records::constant(of));
                quote!(form.text::<#codec>(#wire, Some(&#value));)
            });
            let parts = at(of, Location::Body).map(part);
            let method = if of.body == BodyKind::Form { id("form") } else { id("multipart") };
            quote!(request.#method(|form| { #(#constants)* #(#parts)* });)
        }
    }
}

fn part(of: &Parameter) -> TokenStream {
    let (name, wire) = (id(&of.field.name), &of.field.wire);
    match &of.field.ty {
        Type::File => quote!(form.file(#wire, self.#name.as_ref());),
        ty => {
            let codec = codec(ty);
            quote!(form.text::<#codec>(#wire, self.#name.as_ref());)
        }
    }
}

fn json_endpoint(of: &Operation) -> Option<TokenStream> {
    let (reply, layout) = match &of.reply {
        ReplyKind::Download => return None,
        ReplyKind::Nothing => (quote!(()), quote!(wire::Nothing)),
        ReplyKind::Record => (quote!(Reply), quote!(wire::Under<wire::Of<Reply>>)),
        ReplyKind::BesideRecord => (quote!(Reply), quote!(wire::Beside<Reply>)),
        ReplyKind::Value(value) => {
            let codec = codec(value);
            (ty(value), quote!(wire::Under<#codec>))
        }
    };
    Some(quote! {
        impl runtime::JsonEndpoint for Parameters {
            type Reply = #reply;
            type Layout = #layout;
        }
    })
}
