//! Open enumerations, codes, and alternative bodies.

use super::tokens::{codec, docs, id, ty};
use crate::model::{Code, Enum, OneOf};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

pub(super) fn open(of: &Enum) -> TokenStream {
    let doc = docs(&of.docs);
    let name = id(&of.name);
    let other = id(&of.other);
    let variants: Vec<_> = of.variants.iter().map(|variant| id(&variant.name)).collect();
    let variant_docs: Vec<_> = of.variants.iter().map(|variant| docs(&variant.docs)).collect();
    let wires: Vec<_> = of.variants.iter().map(|variant| &variant.wire).collect();
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variant_docs #variants,)*
            /// A value that the page does not name, as it stands on the wire.
            #other(String),
        }

        impl #name {
            /// The value as it stands on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #wires,)*
                    Self::#other(wire) => wire,
                }
            }
        }

        impl From<&str> for #name {
            fn from(wire: &str) -> Self {
                match wire {
                    #(#wires => Self::#variants,)*
                    other => Self::#other(other.to_owned()),
                }
            }
        }

        impl From<String> for #name {
            fn from(wire: String) -> Self {
                Self::from(wire.as_str())
            }
        }

        impl wire::OpenEnum for #name {
            fn from_wire(wire: &str) -> Self {
                Self::from(wire)
            }

            fn as_wire(&self) -> &str {
                self.as_str()
            }
        }
    }
}

/// The table of a list of codes, each row made by `fact`.
pub(super) fn facts(codes: &[Code], fact: &TokenStream) -> TokenStream {
    let facts = codes.iter().map(|of| {
        let (code, name, retry) = (number(of), &of.name, id(of.retry));
        quote!(#fact(#code, #name, runtime::Retry::#retry))
    });
    quote!(&[#(#facts),*])
}

fn number(of: &Code) -> Literal {
    Literal::i64_unsuffixed(of.code)
}

/// The codes of an operation.
pub(super) fn codes(codes: &[Code]) -> TokenStream {
    let variants: Vec<_> = codes.iter().map(|code| id(&code.variant)).collect();
    let variant_docs: Vec<_> = codes.iter().map(|code| docs(&code.docs)).collect();
    let numbers: Vec<_> = codes.iter().map(number).collect();
    let common = quote!(CommonCode::known(code).map_or(Self::Other(code), Self::Common));
    let from_code = if codes.is_empty() {
        common
    } else {
        quote!(match code { #(#numbers => Self::#variants,)* _ => #common, })
    };
    quote! {
        /// The codes that the page documents.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code {
            #(#variant_docs #variants,)*
            /// A code of the whole platform.
            Common(CommonCode),
            /// A code that is documented nowhere.
            Other(i64),
        }

        impl runtime::ErrorCode for Code {
            fn from_code(code: i64) -> Self {
                #from_code
            }

            fn code(&self) -> i64 {
                match self {
                    #(Self::#variants => #numbers,)*
                    Self::Common(common) => common.code(),
                    Self::Other(code) => *code,
                }
            }

            fn name(&self) -> Option<&'static str> {
                OPERATION.code(self.code()).map(|fact| fact.name)
            }
        }
    }
}

/// The codes of a platform.
pub(super) fn common(codes: &[Code]) -> TokenStream {
    let variants: Vec<_> = codes.iter().map(|code| id(&code.variant)).collect();
    let variant_docs: Vec<_> = codes.iter().map(|code| docs(&code.docs)).collect();
    let numbers: Vec<_> = codes.iter().map(number).collect();
    quote! {
        /// The codes that every operation of the platform may answer.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum CommonCode {
            #(#variant_docs #variants,)*
        }

        impl CommonCode {
            /// The variant of a number; `None` when it is no common code.
            pub fn known(code: i64) -> Option<Self> {
                match code {
                    #(#numbers => Some(Self::#variants),)*
                    _ => None,
                }
            }

            /// The number.
            pub fn code(self) -> i64 {
                match self {
                    #(Self::#variants => #numbers,)*
                }
            }
        }
    }
}

pub(super) fn one_of(of: &OneOf) -> TokenStream {
    let doc = docs(&of.docs);
    let name = id(&of.name);
    let variants: Vec<_> = of.variants.iter().map(|of| id(&of.name)).collect();
    let variant_docs: Vec<_> = of.variants.iter().map(|of| docs(&of.docs)).collect();
    let types: Vec<_> = of.variants.iter().map(|of| ty(&of.ty)).collect();
    let codecs: Vec<_> = of.variants.iter().map(|of| codec(&of.ty)).collect();
    let checks = of.variants.iter().map(|of| {
        let name = id(&of.name);
        if of.checked {
            quote!(Self::#name(body) => runtime::Validate::validate(body, violations),)
        } else {
            quote!(Self::#name(_) => {})
        }
    });
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variant_docs #variants(#types),)*
        }

        impl runtime::serde::Serialize for #name {
            fn serialize<S: runtime::serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                match self {
                    #(Self::#variants(body) => <#codecs as wire::Codec>::encode(body, serializer),)*
                }
            }
        }

        impl runtime::Validate for #name {
            fn validate(&self, violations: &mut runtime::Violations) {
                match self {
                    #(#checks)*
                }
            }
        }
    }
}
