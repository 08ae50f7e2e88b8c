mod messages;
mod naive;
mod properties;
