//! What the host keeps beside an instance: what it may take, what it has taken, and the
//! limit that it ran into.

use std::time::Duration;

use wasmtime::{ResourceLimiter, Store, Trap};

use crate::{
    error::{Fault, Limit},
    limits::{CallLimits, Limits},
    room::{Room, TICK},
};

/// The host's side of one instance.
pub(crate) struct Guest {
    /// Bytes of linear memory in use. A memory never shrinks, so at the end it is the most
    /// that there was.
    pub(crate) memory: usize,
    memory_limit: usize,
    table_elements: usize,
    table_limit: usize,
    refused: Option<Limit>,
}

impl Guest {
    /// A store for one call in a room, with this much fuel and time.
    pub(crate) fn store(room: &Room, call: CallLimits) -> Store<Self> {
        let limits = &room.limits;
        let mut store = Store::new(
            &room.engine,
            Self {
                memory: 0,
                memory_limit: limits.memory,
                table_elements: 0,
                table_limit: limits.table_elements,
                refused: None,
            },
        );
        // Fails only where fuel is not configured, and it is.
        let _ = store.set_fuel(call.fuel);
        store.set_epoch_deadline(ticks(call.wall_time));
        store.set_hostcall_fuel(limits.answer_size);
        store.limiter(|guest| guest);
        store
    }
}

/// Ticks of the backstop's clock that a call may take: at least one whole one.
fn ticks(wall_time: Duration) -> u64 {
    let ticks = wall_time.as_millis() / TICK.as_millis();
    u64::try_from(ticks).unwrap_or(u64::MAX).saturating_add(1)
}

/// Counts a growth into what is in use, if it may be; false if it goes beyond the maximum of
/// the memory or table itself, which then does not grow.
fn grow(
    used: &mut usize,
    limit: usize,
    [current, desired]: [usize; 2],
    maximum: Option<usize>,
) -> Result<bool, Exceeded> {
    let grown = used.saturating_add(desired.saturating_sub(current));
    if grown > limit {
        return Err(Exceeded);
    }
    let fits = maximum.is_none_or(|maximum| desired <= maximum);
    if fits {
        *used = grown;
    }
    Ok(fits)
}

/// More than the host allows.
struct Exceeded;

impl ResourceLimiter for Guest {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let limit = self.memory_limit;
        let grown = grow(&mut self.memory, limit, [current, desired], maximum);
        Ok(grown.unwrap_or_else(|Exceeded| {
            self.refused = Some(Limit::Memory(limit));
            false
        }))
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let limit = self.table_limit;
        let grown = grow(&mut self.table_elements, limit, [current, desired], maximum);
        Ok(grown.unwrap_or_else(|Exceeded| {
            self.refused = Some(Limit::Table(limit));
            false
        }))
    }
}

/// `wasmtime` keeps this error's type to itself; the hostile plugin `answer-bomb` proves
/// that the text is still this one.
const ANSWER_TOO_LARGE: &str = "too much data is being copied between the host and the guest";

/// Names what went wrong. A guest that was refused memory traps in its own way, so what
/// it was refused counts before how it trapped.
pub(crate) fn fault(
    error: &wasmtime::Error,
    store: &Store<Guest>,
    call: CallLimits,
    limits: &Limits,
) -> Fault {
    if let Some(refused) = store.data().refused {
        return Fault::Limit(refused);
    }
    if error.is::<wasmtime::PoolConcurrencyLimitError>() {
        return Fault::Busy;
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => Fault::Limit(Limit::Fuel(call.fuel)),
        Some(Trap::Interrupt) => Fault::Limit(Limit::WallTime(call.wall_time)),
        Some(Trap::StackOverflow) => Fault::Limit(Limit::Stack(limits.stack)),
        Some(trap) => Fault::Trap(trap.to_string()),
        None if error.root_cause().to_string().starts_with(ANSWER_TOO_LARGE) => {
            Fault::Limit(Limit::AnswerSize(limits.answer_size))
        }
        None => Fault::Unreadable(format!("{error:#}")),
    }
}
