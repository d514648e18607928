//! Folders of the tree: modules and accessors, from the client down to an operation.

use super::tokens::id;
use crate::model::{Node, Operation, Platform};
use proc_macro2::TokenStream;
use quote::quote;

/// The root of the generated code.
pub(super) fn root(platforms: &[Platform]) -> TokenStream {
    let modules = platforms.iter().map(|platform| {
        let (name, feature) = (id(&platform.name), platform_feature(&platform.name));
        quote!(#[cfg(feature = #feature)] pub(crate) mod #name;)
    });
    quote! {
        //! Everything that the spec tree says, in Rust.

        #(#modules)*
    }
}

/// The inner feature that every project of a platform switches on.
pub(crate) fn platform_feature(name: &str) -> String {
    format!("_{}", name.replace('_', "-"))
}

fn cfg(node: &Node) -> Option<TokenStream> {
    node.feature.as_ref().map(|feature| quote!(#[cfg(feature = #feature)]))
}

/// The declaration of a folder's module.
pub(super) fn module(of: &Node) -> TokenStream {
    let (name, cfg) = (id(&of.module), cfg(of));
    quote!(#cfg pub mod #name;)
}

/// The declaration of an operation's module.
pub(super) fn operation_module(of: &Operation) -> TokenStream {
    let name = id(&of.method_name);
    quote!(pub mod #name;)
}

/// The accessors on the platform's client.
pub(super) fn root_accessors(of: &Platform) -> TokenStream {
    let platform = id(&of.name);
    let folders = of.root.children.iter().map(|node| {
        let (name, accessor, cfg) = (id(&node.module), id(&node.accessor), cfg(node));
        let doc = format!(" The operations under `{}`.", node.path);
        quote! {
            #[doc = #doc]
            #cfg
            pub fn #name(&self) -> #name::#accessor<'_> {
                #name::#accessor { client: self.runtime() }
            }
        }
    });
    let operations = of.root.operations.iter().map(|of| operation(of, &quote!(self.runtime())));
    quote! {
        impl crate::#platform::Client {
            #(#folders)*
            #(#operations)*
        }
    }
}

/// A folder's module.
pub(super) fn emit(of: &Node) -> TokenStream {
    let modules = of.children.iter().map(module);
    let operation_modules = of.operations.iter().map(operation_module);
    let accessor = id(&of.accessor);
    let doc = format!(" The operations under `{}`.", of.path);
    let folders = of.children.iter().map(|node| {
        let (name, accessor, cfg) = (id(&node.module), id(&node.accessor), cfg(node));
        let doc = format!(" The operations under `{}`.", node.path);
        quote! {
            #[doc = #doc]
            #cfg
            pub fn #name(&self) -> #name::#accessor<'a> {
                #name::#accessor { client: self.client }
            }
        }
    });
    let operations = of.operations.iter().map(|of| operation(of, &quote!(self.client)));
    quote! {
        #![doc = #doc]
        #(#modules)*
        #(#operation_modules)*

        use larkspur_runtime as runtime;

        #[doc = #doc]
        #[derive(Debug, Clone, Copy)]
        pub struct #accessor<'a> {
            pub(crate) client: &'a runtime::Client,
        }

        impl<'a> #accessor<'a> {
            #(#folders)*
            #(#operations)*
        }
    }
}

fn operation(of: &Operation, client: &TokenStream) -> TokenStream {
    let name = id(&of.method_name);
    let doc = format!(" {}", of.title);
    let deprecated = of.deprecated.as_ref().map(|note| quote!(#[deprecated = #note]));
    quote! {
        #[doc = #doc]
        #deprecated
        pub fn #name(&self) -> #name::Request {
            #name::Request::new(#client)
        }
    }
}
