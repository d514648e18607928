//! A list that comes in one answer: nothing to resume, and nothing that may be half there.

use crate::harvest::STOPS;
use crate::log::Log;
use crate::scenario::Scenario;
use crate::verdict::Harvested;
use crate::world::World;
use larkspur_tests::keyed::Keyed;
use larkspur_tests::mocked;

/// Asks until the answer is there, some times in a row.
pub(crate) async fn harvest(world: &mut World, scenario: &Scenario, log: &Log) -> Harvested {
    let record = mocked::id(&world.mock, scenario.style.operation(), "dataId");
    let mut harvested = Harvested::default();
    let mut client = world.fxiaoke(scenario);
    while harvested.stops.len() < STOPS {
        let query = client.crm().object().approval_instances().query();
        match query.data_id(&record).send().await {
            Ok(reply) => {
                harvested.keys = reply.instances.iter().map(Keyed::key).collect();
                harvested.finished = true;
                return harvested;
            }
            Err(error) => {
                log.add(&format!("{error} {error:?} {error:#?}"));
                harvested.stops.push(error.to_string());
                world.restart(scenario).await;
                client = world.fxiaoke(scenario);
            }
        }
    }
    harvested
}
