mod naive;
mod properties;
