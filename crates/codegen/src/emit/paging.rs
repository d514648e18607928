//! How the pages of a list are asked for, and what a reply says of the next one.

use super::tokens::{copied, id, option, place, seconds, text, ty};
use crate::model::{FieldPath, KeyPath, Operation, PageSize, Paging, PagingStyle, WindowSetter};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

pub(super) fn emit(of: &Operation, paging: &Paging) -> TokenStream {
    let item = ty(&paging.item);
    let (style, turn, facts) = style(&paging.style);
    let items = items(paging);
    let key = paging.key.as_ref().map_or_else(|| quote!(None), key);
    let item_name = if paging.key.is_some() { quote!(item) } else { quote!(_) };
    let windows: Vec<_> = paging.windows.iter().filter_map(|at| of.windows.get(*at)).collect();
    let window = window(&windows);
    let size = size(&paging.style);
    quote! {
        impl runtime::Paged for Parameters {
            type Item = #item;

            const STYLE: runtime::PageStyle = #style;

            fn turn_to(&mut self, page: runtime::PageAt<'_>) {
                #turn
            }

            fn facts(reply: &Reply) -> runtime::PageFacts<'_> {
                #facts
            }

            fn items(reply: &mut Reply) -> &mut Vec<Self::Item> {
                #items
            }

            fn key(#item_name: &Self::Item) -> Option<std::borrow::Cow<'_, str>> {
                #key
            }

            #size

            #window
        }
    }
}

fn style(of: &PagingStyle) -> (TokenStream, TokenStream, TokenStream) {
    match of {
        PagingStyle::Token { token, next, more, .. } => {
            let turn = turn_by_token(token);
            let next = text(quote!(reply), next);
            let more_value = copied(quote!(reply), more);
            let optional = more.steps.len() > 1;
            let more = if optional { quote!(#more_value.unwrap_or_default()) } else { more_value };
            (
                quote!(runtime::PageStyle::Token),
                turn,
                quote!(runtime::PageFacts { more: #more, token: #next, total: None }),
            )
        }
        PagingStyle::Number { page, first, total, cap, .. } => {
            let page = place(quote!(self), page);
            let cap = option(&cap.map(|(hits, code)| {
                let hits = Literal::u64_unsuffixed(hits);
                let code = option(&code.map(Literal::i64_unsuffixed));
                quote!(runtime::PageCap { hits: #hits, code: #code })
            }));
            let first = Literal::i64_unsuffixed(*first);
            let total = copied(quote!(reply), total);
            (
                quote!(runtime::PageStyle::Number { first: #first, cap: #cap }),
                quote! {
                    if let runtime::PageAt::Number(number) = page {
                        #page = Some(number);
                    }
                },
                quote!(runtime::PageFacts { more: false, token: None, total: #total }),
            )
        }
    }
}

fn size(of: &PagingStyle) -> Option<TokenStream> {
    let PagingStyle::Number { size: Some(PageSize { parameter, default }), .. } = of else {
        return None;
    };
    let set = copied(quote!(self), parameter);
    let default = default.map(|default| {
        let default = Literal::i64_unsuffixed(default);
        quote!(.or(Some(#default)))
    });
    Some(quote! {
        fn page_size(&self) -> Option<i64> {
            #set #default
        }
    })
}

/// A token that stands in a record of its own must not make that record where there is no token.
fn turn_by_token(token: &FieldPath) -> TokenStream {
    let place = place(quote!(self), token);
    match token.steps.as_slice() {
        [record, _, ..] if record.optional => {
            let record = id(&record.name);
            quote! {
                match page {
                    runtime::PageAt::Token(token) => #place = Some(token.to_owned()),
                    _ if self.#record.is_some() => #place = None,
                    _ => {}
                }
            }
        }
        _ => quote! {
            #place = match page {
                runtime::PageAt::Token(token) => Some(token.to_owned()),
                _ => None,
            };
        },
    }
}

fn items(paging: &Paging) -> TokenStream {
    let place = place(quote!(reply), &paging.items);
    if paging.items.steps.last().is_some_and(|step| step.optional) {
        quote!(#place.get_or_insert_default())
    } else {
        quote!(&mut #place)
    }
}

fn key(of: &KeyPath) -> TokenStream {
    if of.path.steps.is_empty() {
        return quote!(Some(item.as_str().into()));
    }
    if of.text {
        let value = text(quote!(item), &of.path);
        quote!(#value.map(Into::into))
    } else {
        let value = copied(quote!(item), &of.path);
        quote!(#value.map(|key| key.to_string().into()))
    }
}

/// The first of the windows whose ends are both set is the one that is cut.
fn window(all: &[&WindowSetter]) -> Option<TokenStream> {
    if all.is_empty() {
        return None;
    }
    let found = all.iter().map(|of| {
        let (start, end) = (copied(quote!(self), &of.start), copied(quote!(self), &of.end));
        let longest = option(&of.longest.map(seconds));
        let overlap = overlap(of.overlap);
        quote! {
            if let (Some(start), Some(end)) = (#start, #end) {
                return Some(runtime::Window {
                    start,
                    end,
                    longest: #longest,
                    overlap: #overlap,
                });
            }
        }
    });
    let replaced = all.iter().map(|of| {
        let (start, end) = (copied(quote!(self), &of.start), copied(quote!(self), &of.end));
        let start_place = place(quote!(self), &of.start);
        let end_place = place(quote!(self), &of.end);
        quote! {
            if #start.is_some() && #end.is_some() {
                #start_place = Some(start);
                #end_place = Some(end);
            }
        }
    });
    Some(quote! {
        fn window(&self) -> Option<runtime::Window> {
            #(#found)*
            None
        }

        fn set_window(&mut self, start: runtime::Timestamp, end: runtime::Timestamp) {
            #(#replaced)else*
        }
    })
}

fn overlap(millis: u64) -> TokenStream {
    if millis == 0 {
        return quote!(std::time::Duration::ZERO);
    }
    let millis = Literal::u64_unsuffixed(millis);
    quote!(std::time::Duration::from_millis(#millis))
}
