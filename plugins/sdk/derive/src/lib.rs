//! Derive macros of `accord-plugin`; documented there, beside the traits they implement.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{
    Attribute, Data, DeriveInput, Error, Expr, Field, Fields, LitStr, Result, Token, Variant,
    parse_macro_input, punctuated::Punctuated,
};

/// Implements `accord_plugin::Fact` for a struct; see there.
#[proc_macro_derive(Fact, attributes(fact, field))]
pub fn derive_fact(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand(parse_macro_input!(input), fact)
}

/// Implements `accord_plugin::Reads` for a struct of `Vec`s of facts; see there.
#[proc_macro_derive(Reads)]
pub fn derive_reads(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand(parse_macro_input!(input), reads)
}

/// Implements `accord_plugin::Measures` for an enum; see there.
#[proc_macro_derive(Measures, attributes(measure))]
pub fn derive_measures(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand(parse_macro_input!(input), measures)
}

/// Implements `accord_plugin::Rules` for an enum; see there.
#[proc_macro_derive(Rules, attributes(rule))]
pub fn derive_rules(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand(parse_macro_input!(input), rules)
}

/// Implements `accord_plugin::Parameters` for a struct; see there.
#[proc_macro_derive(Parameters, attributes(parameter))]
pub fn derive_parameters(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand(parse_macro_input!(input), parameters)
}

/// Implements `accord_plugin::CodeList` for an enum; see there.
#[proc_macro_derive(CodeList, attributes(codes))]
pub fn derive_code_list(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand(parse_macro_input!(input), code_list)
}

fn expand(
    input: DeriveInput,
    derive: fn(&DeriveInput) -> Result<TokenStream>,
) -> proc_macro::TokenStream {
    derive(&input)
        .unwrap_or_else(|error| error.to_compile_error())
        .into()
}

fn fact(input: &DeriveInput) -> Result<TokenStream> {
    let name = &input.ident;
    let attribute = required_attribute(&input.attrs, "fact", name)?;
    let (mut kind, mut triggers, mut history) = (None, false, false);
    attribute.parse_nested_meta(|meta| {
        if meta.path.is_ident("kind") {
            kind = Some(meta.value()?.parse::<LitStr>()?);
        } else if meta.path.is_ident("triggers") {
            triggers = true;
        } else if meta.path.is_ident("history") {
            history = true;
        } else {
            return Err(meta.error("expected `kind = \"…\"`, `triggers` or `history`"));
        }
        Ok(())
    })?;
    let kind = kind.ok_or_else(|| Error::new_spanned(attribute, "`kind = \"…\"` is missing"))?;

    let (mut reads, mut needs, mut positions) = (Vec::new(), Vec::new(), Vec::new());
    for field in named_fields(input)? {
        let ident = field_ident(field)?;
        if ident == "head" {
            reads.push(quote!(head: accord_plugin::Head::from(&fact)));
            continue;
        }
        let inner = generic_argument(field, "Option")?;
        let dictionary_name = ident.to_string().replace('_', "-");
        let code_list = field_code_list(&field.attrs)?;
        let code_list = code_list.map_or_else(|| quote!(None), |list| quote!(Some(#list)));
        let position =
            u16::try_from(needs.len()).map_err(|_| Error::new_spanned(field, "too many fields"))?;
        let constant = format_ident!("{}", ident.to_string().to_uppercase());
        let doc = format!("Position of `{dictionary_name}` among the declared fields.");
        positions.push(quote! {
            #[doc = #doc]
            #[allow(dead_code, reason = "a plugin need not name every field's position")]
            pub const #constant: u16 = #position;
        });
        needs.push(quote!(accord_plugin::field_need::<#inner>(#dictionary_name, #code_list)));
        reads.push(quote!(#ident: accord_plugin::next_value::<#inner>(&mut values)));
    }
    Ok(quote! {
        impl #name { #(#positions)* }
        impl accord_plugin::Fact for #name {
            fn need() -> accord_plugin::contract::FactNeed {
                accord_plugin::contract::FactNeed {
                    kind: #kind.to_owned(),
                    fields: vec![#(#needs),*],
                    triggers: #triggers,
                    history: #history,
                }
            }
            fn read(mut fact: accord_plugin::contract::Fact) -> Self {
                let mut values = std::mem::take(&mut fact.values).into_iter();
                let _ = &mut values;
                Self { #(#reads),* }
            }
        }
    })
}

fn reads(input: &DeriveInput) -> Result<TokenStream> {
    let name = &input.ident;
    let (mut needs, mut starts, mut arms) = (Vec::new(), Vec::new(), Vec::new());
    for (position, field) in named_fields(input)?.iter().enumerate() {
        let ident = field_ident(field)?;
        let kind = generic_argument(field, "Vec")?;
        let position = u16::try_from(position)
            .map_err(|_| Error::new_spanned(field, "too many kinds of record"))?;
        needs.push(quote!(<#kind as accord_plugin::Fact>::need()));
        starts.push(quote!(#ident: Vec::new()));
        arms.push(quote!(#position => records.#ident.push(accord_plugin::Fact::read(fact))));
    }
    Ok(quote! {
        impl accord_plugin::Reads for #name {
            fn needs() -> Vec<accord_plugin::contract::FactNeed> {
                vec![#(#needs),*]
            }
            fn read(facts: Vec<accord_plugin::contract::Fact>) -> Self {
                let mut records = Self { #(#starts),* };
                for fact in facts {
                    match fact.need {
                        #(#arms,)*
                        _ => {}
                    }
                }
                records
            }
        }
    })
}

fn measures(input: &DeriveInput) -> Result<TokenStream> {
    let name = &input.ident;
    let mut list = Vec::new();
    let variants = unit_variants(input)?;
    for variant in &variants {
        let attribute = required_attribute(&variant.attrs, "measure", &variant.ident)?;
        let (code, options) = code_and_options(attribute)?;
        let mut reach = quote!(accord_plugin::Reach::Subject);
        for (key, value) in options {
            if key == "reach" {
                reach = quote!(#value);
            } else {
                return Err(Error::new_spanned(key, "expected `reach = …`"));
            }
        }
        list.push(quote!(accord_plugin::contract::Measure {
            code: #code.to_owned(),
            reach: (#reach).into(),
            details: Vec::new(),
        }));
    }
    let index = index_arms(&variants)?;
    Ok(quote! {
        impl accord_plugin::Measures for #name {
            fn list() -> Vec<accord_plugin::contract::Measure> { vec![#(#list),*] }
            fn index(self) -> u16 { match self { #(#index),* } }
        }
    })
}

fn rules(input: &DeriveInput) -> Result<TokenStream> {
    let name = &input.ident;
    let mut list = Vec::new();
    let variants = unit_variants(input)?;
    for variant in &variants {
        let attribute = required_attribute(&variant.attrs, "rule", &variant.ident)?;
        let (id, options) = code_and_options(attribute)?;
        let (mut label, mut source) = (None, None);
        for (key, value) in options {
            match key.to_string().as_str() {
                "label" => label = Some(value),
                "source" => source = Some(value),
                _ => return Err(Error::new_spanned(key, "expected `label` or `source`")),
            }
        }
        let (Some(label), Some(source)) = (label, source) else {
            return Err(Error::new_spanned(
                attribute,
                "`label` and `source` are needed",
            ));
        };
        list.push(quote!(accord_plugin::contract::Rule {
            id: #id.to_owned(),
            label: #label.to_owned(),
            source: #source.to_owned(),
        }));
    }
    let index = index_arms(&variants)?;
    Ok(quote! {
        impl accord_plugin::Rules for #name {
            fn list() -> Vec<accord_plugin::contract::Rule> { vec![#(#list),*] }
            fn index(self) -> u16 { match self { #(#index),* } }
        }
    })
}

fn parameters(input: &DeriveInput) -> Result<TokenStream> {
    let name = &input.ident;
    let (mut list, mut reads) = (Vec::new(), Vec::new());
    for field in named_fields(input)? {
        let ident = field_ident(field)?;
        let kind = &field.ty;
        let attribute = required_attribute(&field.attrs, "parameter", ident)?;
        let (mut title, mut default, mut min, mut max) = (None, None, quote!(None), quote!(None));
        let options = Punctuated::<syn::MetaNameValue, Token![,]>::parse_terminated;
        for option in attribute.parse_args_with(options)? {
            let value = &option.value;
            let bound = || quote!(Some(accord_plugin::FieldValue::to_value(&{ let bound: #kind = #value; bound })));
            match option.path.require_ident()?.to_string().as_str() {
                "title" => title = Some(quote!(#value)),
                "default" => default = Some(quote!({ let default: #kind = #value; default })),
                "min" => min = bound(),
                "max" => max = bound(),
                _ => {
                    let expected = "expected `title`, `default`, `min` or `max`";
                    return Err(Error::new_spanned(&option.path, expected));
                }
            }
        }
        let (Some(title), Some(default)) = (title, default) else {
            return Err(Error::new_spanned(
                attribute,
                "`title` and `default` are needed",
            ));
        };
        let dictionary_name = ident.to_string().replace('_', "-");
        list.push(quote!(accord_plugin::contract::Parameter {
            name: #dictionary_name.to_owned(),
            title: #title.to_owned(),
            default: accord_plugin::FieldValue::to_value(&#default),
            min: #min,
            max: #max,
        }));
        reads.push(quote!(#ident: values
            .next()
            .and_then(<#kind as accord_plugin::FieldValue>::from_value)
            .unwrap_or_else(|| #default)));
    }
    Ok(quote! {
        impl accord_plugin::Parameters for #name {
            fn list() -> Vec<accord_plugin::contract::Parameter> { vec![#(#list),*] }
            fn read(values: Vec<accord_plugin::contract::Value>) -> Self {
                let mut values = values.into_iter();
                Self { #(#reads),* }
            }
        }
    })
}

fn code_list(input: &DeriveInput) -> Result<TokenStream> {
    let name = &input.ident;
    let attribute = required_attribute(&input.attrs, "codes", name)?;
    let list: LitStr = attribute.parse_args()?;
    let (mut from, mut to) = (Vec::new(), Vec::new());
    for variant in unit_variants(input)? {
        let ident = &variant.ident;
        let code = kebab(&ident.to_string());
        from.push(quote!(#code => Some(Self::#ident)));
        to.push(quote!(Self::#ident => #code));
    }
    Ok(quote! {
        impl accord_plugin::CodeList for #name {
            const LIST: &'static str = #list;
            fn from_code(code: &str) -> Option<Self> {
                match code { #(#from,)* _ => None }
            }
            fn code(&self) -> &'static str {
                match self { #(#to),* }
            }
        }
    })
}

fn index_arms(variants: &[&Variant]) -> Result<Vec<TokenStream>> {
    let mut arms = Vec::new();
    for (position, variant) in variants.iter().enumerate() {
        let ident = &variant.ident;
        let position = u16::try_from(position)
            .map_err(|_| Error::new_spanned(variant, "too many variants"))?;
        arms.push(quote!(Self::#ident => #position));
    }
    Ok(arms)
}

fn named_fields(input: &DeriveInput) -> Result<&Punctuated<Field, Token![,]>> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => Ok(&fields.named),
            _ => Err(Error::new_spanned(&input.ident, "expected named fields")),
        },
        _ => Err(Error::new_spanned(&input.ident, "expected a struct")),
    }
}

fn unit_variants(input: &DeriveInput) -> Result<Vec<&Variant>> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "expected an enum"));
    };
    data.variants
        .iter()
        .map(|variant| match variant.fields {
            Fields::Unit => Ok(variant),
            _ => Err(Error::new_spanned(
                variant,
                "expected a variant without fields",
            )),
        })
        .collect()
}

fn field_ident(field: &Field) -> Result<&Ident> {
    field
        .ident
        .as_ref()
        .ok_or_else(|| Error::new_spanned(field, "expected a named field"))
}

/// The `T` of a field of type `outer<T>`.
fn generic_argument<'a>(field: &'a Field, outer: &str) -> Result<&'a syn::Type> {
    let wrong = || Error::new_spanned(&field.ty, format!("expected `{outer}<…>`"));
    let syn::Type::Path(path) = &field.ty else {
        return Err(wrong());
    };
    let last = path.path.segments.last().filter(|last| last.ident == outer);
    match last.map(|last| &last.arguments) {
        Some(syn::PathArguments::AngleBracketed(arguments)) => match arguments.args.first() {
            Some(syn::GenericArgument::Type(inner)) => Ok(inner),
            _ => Err(wrong()),
        },
        _ => Err(wrong()),
    }
}

fn required_attribute<'a>(
    attributes: &'a [Attribute],
    name: &str,
    on: &Ident,
) -> Result<&'a Attribute> {
    attributes
        .iter()
        .find(|attribute| attribute.path().is_ident(name))
        .ok_or_else(|| Error::new_spanned(on, format!("`#[{name}(…)]` is missing")))
}

fn field_code_list(attributes: &[Attribute]) -> Result<Option<LitStr>> {
    let mut list = None;
    for attribute in attributes.iter().filter(|a| a.path().is_ident("field")) {
        attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("code_list") {
                return Err(meta.error("expected `code_list = \"…\"`"));
            }
            list = Some(meta.value()?.parse()?);
            Ok(())
        })?;
    }
    Ok(list)
}

/// The arguments of `#[name("code", key = value, …)]`.
fn code_and_options(attribute: &Attribute) -> Result<(LitStr, Vec<(Ident, Expr)>)> {
    attribute.parse_args_with(|input: syn::parse::ParseStream<'_>| {
        let code = input.parse()?;
        let mut options = Vec::new();
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let key = input.parse()?;
            input.parse::<Token![=]>()?;
            options.push((key, input.parse()?));
        }
        Ok((code, options))
    })
}

fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.extend(character.to_lowercase());
    }
    kebab
}
