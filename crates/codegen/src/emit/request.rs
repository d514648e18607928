//! The request builder: setters that fill the state, and the ways to send.

use super::tokens::{argument, docs, id, place};
use crate::model::{Operation, Parameter, ReplyKind, WindowSetter};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

pub(super) fn emit(of: &Operation) -> TokenStream {
    let count = of.parameters.iter().filter(|p| p.state.is_some()).count();
    let initial = tuple(&vec![quote!(runtime::Unset); count]);
    let given = given(of, count);
    let structure = structure(of, &initial);
    let required = required(of, count);
    let optional = of.parameters.iter().filter(|p| p.state.is_none()).map(optional);
    let windows = of.windows.iter().filter(|w| w.states.is_empty()).map(optional_window);
    let bounds = bounds(of);
    let send = send(of, &bounds);
    let paged = of.paging.as_ref().map(|_| paged(&bounds));
    quote! {
        #given
        #structure
        #required

        impl<S> Request<S> {
            #(#optional)*
            #(#windows)*

            /// Uses this user token for this call.
            pub fn with_user_token(mut self, token: impl Into<String>) -> Self {
                self.draft = self.draft.with_user_token(token);
                self
            }

            /// Uses the tokens of this person for this call, and refreshes them in time.
            pub fn with_user(mut self, tokens: &runtime::UserTokens) -> Self {
                self.draft = self.draft.with_user(tokens);
                self
            }

            /// Repeats this call by this policy instead of the client's.
            pub fn with_retry(mut self, policy: runtime::RetryPolicy) -> Self {
                self.draft = self.draft.with_retry(policy);
                self
            }

            /// Keeps to quotas by this policy instead of the client's.
            pub fn with_quota(mut self, policy: runtime::QuotaPolicy) -> Self {
                self.draft = self.draft.with_quota(policy);
                self
            }

            /// Tells what happens during this call; quick, since the call waits for it.
            pub fn on_event(
                mut self,
                listener: impl Fn(&runtime::Event) + Send + Sync + 'static,
            ) -> Self {
                self.draft = self.draft.on_event(listener);
                self
            }

            /// Ends the call after this time, whatever it waits for.
            pub fn with_deadline(mut self, deadline: std::time::Duration) -> Self {
                self.draft = self.draft.with_deadline(deadline);
                self
            }

            /// Sends one header more.
            pub fn with_header(mut self, name: &str, value: &str) -> Self {
                self.draft = self.draft.with_header(name, value);
                self
            }

            /// Sends the call even when it breaks documented limits.
            pub fn unchecked(mut self) -> Self {
                self.draft = self.draft.unchecked();
                self
            }

            #send
            #paged
        }
    }
}

fn tuple(states: &[TokenStream]) -> TokenStream {
    quote!((#(#states,)*))
}

/// `S0, S1, S2`, with one of them replaced.
fn states(count: usize) -> Vec<Ident> {
    (0..count).map(|index| format_ident!("S{index}")).collect()
}

fn state_tuple(names: &[Ident], set: &[usize]) -> TokenStream {
    let states: Vec<_> = names
        .iter()
        .enumerate()
        .map(
            |(index, name)| {
                if set.contains(&index) { quote!(runtime::Set) } else { quote!(#name) }
            },
        )
        .collect();
    tuple(&states)
}

/// The traits that name a missing parameter in the compiler's message.
fn given(of: &Operation, count: usize) -> TokenStream {
    let traits = of.parameters.iter().filter_map(|parameter| {
        let state = parameter.state?;
        let marker = id(&parameter.marker);
        let names = states(count);
        let others: Vec<_> = names.iter().enumerate().filter(|(i, _)| *i != state).collect();
        let others = others.into_iter().map(|(_, name)| name);
        let filled = state_tuple(&names, &[state]);
        let method = &parameter.field.name;
        let message = format!("`{}` needs `{method}`, which was not given", of.id);
        let label = format!("call `.{}(..)` before this", id(method));
        Some(quote! {
            #[diagnostic::on_unimplemented(message = #message, label = #label)]
            pub trait #marker {}
            #[diagnostic::do_not_recommend]
            impl<#(#others),*> #marker for #filled {}
        })
    });
    if count == 0 {
        return TokenStream::new();
    }
    quote! {
        /// Which required parameters are given. No part of the public API.
        #[doc(hidden)]
        pub mod given {
            use larkspur_runtime as runtime;

            #(#traits)*
        }
    }
}

fn structure(of: &Operation, initial: &TokenStream) -> TokenStream {
    let mut example = vec![of.title.clone(), String::new(), "```no_run".to_owned()];
    example.extend(of.example.iter().cloned());
    example.push("```".to_owned());
    example.push(String::new());
    example.push("The type parameter keeps what is given; it is no part of the API.".to_owned());
    let doc = docs(&example);
    quote! {
        #doc
        #[derive(Debug, Clone)]
        #[must_use = "nothing is sent before it is asked for"]
        pub struct Request<S = #initial> {
            draft: runtime::Draft,
            parameters: Parameters,
            state: std::marker::PhantomData<S>,
        }

        impl Request {
            pub(crate) fn new(client: &runtime::Client) -> Self {
                Self {
                    draft: runtime::Draft::new(client),
                    parameters: Parameters::default(),
                    state: std::marker::PhantomData,
                }
            }
        }

    }
}

fn required(of: &Operation, count: usize) -> TokenStream {
    let names = states(count);
    let setters = of.parameters.iter().filter(|p| p.state.is_some()).map(|parameter| {
        let name = id(&parameter.field.name);
        let (argument, value) = argument(&parameter.field.ty, &name);
        let doc = docs(&parameter.field.docs);
        let deprecated = deprecated(parameter);
        let after = state_tuple(&names, parameter.state.as_slice());
        quote! {
            #doc
            #deprecated
            pub fn #name(mut self, #name: #argument) -> Request<#after> {
                self.parameters.#name = Some(#value);
                self.into_state()
            }
        }
    });
    let windows = of.windows.iter().filter(|window| !window.states.is_empty()).map(|window| {
        let after = state_tuple(&names, &window.states);
        let (head, body) = window_parts(window);
        quote! {
            #head -> Request<#after> {
                #body
                self.into_state()
            }
        }
    });
    if count == 0 {
        return TokenStream::new();
    }
    let before = tuple(&names.iter().map(|name| quote!(#name)).collect::<Vec<_>>());
    quote! {
        impl<#(#names),*> Request<#before> {
            #(#setters)*
            #(#windows)*

            fn into_state<S>(self) -> Request<S> {
                Request {
                    draft: self.draft,
                    parameters: self.parameters,
                    state: std::marker::PhantomData,
                }
            }
        }
    }
}

fn deprecated(of: &Parameter) -> Option<TokenStream> {
    of.field.deprecated.as_ref().map(|note| quote!(#[deprecated = #note]))
}

fn optional(of: &Parameter) -> TokenStream {
    let name = id(&of.field.name);
    let (argument, value) = argument(&of.field.ty, &name);
    let doc = docs(&of.field.docs);
    let deprecated = deprecated(of);
    quote! {
        #doc
        #deprecated
        pub fn #name(mut self, #name: #argument) -> Self {
            self.parameters.#name = Some(#value);
            self
        }
    }
}

fn window_parts(of: &WindowSetter) -> (TokenStream, TokenStream) {
    let name = id(&of.name);
    let doc = docs(&of.docs);
    let start = place(quote!(self.parameters), &of.start);
    let end = place(quote!(self.parameters), &of.end);
    let head = quote! {
        #doc
        pub fn #name(
            mut self,
            start: impl Into<runtime::Timestamp>,
            end: impl Into<runtime::Timestamp>,
        )
    };
    let body = quote! {
        #start = Some(start.into());
        #end = Some(end.into());
    };
    (head, body)
}

fn optional_window(of: &WindowSetter) -> TokenStream {
    let (head, body) = window_parts(of);
    quote!(#head -> Self { #body self })
}

fn bounds(of: &Operation) -> TokenStream {
    let markers = of.parameters.iter().filter(|p| p.state.is_some()).map(|p| id(&p.marker));
    let markers: Vec<_> = markers.collect();
    if markers.is_empty() { TokenStream::new() } else { quote!(where S: #(given::#markers)+*) }
}

fn send(of: &Operation, bounds: &TokenStream) -> TokenStream {
    if matches!(of.reply, ReplyKind::Download) {
        return quote! {
            /// Makes the call and returns the file as a stream of bytes.
            pub fn send(self) -> runtime::Fetch<Parameters> #bounds {
                runtime::Fetch::new(self.draft, self.parameters)
            }
        };
    }
    quote! {
        /// Makes one call.
        pub fn send(self) -> runtime::Send<Parameters> #bounds {
            runtime::Send::new(self.draft, self.parameters)
        }
    }
}

fn paged(bounds: &TokenStream) -> TokenStream {
    quote! {
        /// Reads page after page to the end, from the first page on.
        pub fn pages(self) -> runtime::Pages<Parameters> #bounds {
            runtime::Pages::new(self.draft, self.parameters)
        }

        /// Reads item after item to the end, from the first page on.
        pub fn items(self) -> runtime::Items<Parameters> #bounds {
            runtime::Items::new(self.draft, self.parameters)
        }
    }
}
