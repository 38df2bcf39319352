//! Who takes part, and who may do what.

use domain::Env;
use domain::actor::{Actor, Intent, Principal};
use domain::brand::{Role, joining};
use domain::id::{BrandId, CreatorId, SessionId};

use crate::support::work::{actor, founded_by, micro, user};

/// What somebody is, by their place in the lists of brands and creators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Member(usize, Role),
    Creator(usize),
    Operator,
    Stranger,
    Guest,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Person {
    pub(super) part: Part,
    pub(super) actor: Actor,
}

pub(super) struct Cast {
    pub(super) people: Vec<Person>,
    pub(super) brands: Vec<BrandId>,
    pub(super) creators: Vec<CreatorId>,
}

impl Person {
    /// Offers, applications and approvals of the brand are this person's to decide.
    pub(super) fn manages(&self, brand: usize) -> bool {
        matches!(self.part, Part::Member(of, Role::Owner | Role::Admin | Role::Manager) if of == brand)
    }

    /// The brand's money is this person's to move.
    pub(super) fn pays_for(&self, brand: usize) -> bool {
        matches!(self.part, Part::Member(of, Role::Owner | Role::Admin | Role::Finance) if of == brand)
    }

    /// May take money from the brand's wallet, some within a limit.
    pub(super) fn spends_for(&self, brand: usize) -> bool {
        self.manages(brand) || self.pays_for(brand)
    }

    pub(super) fn is_creator(&self, creator: usize) -> bool {
        self.part == Part::Creator(creator)
    }
}

/// Two brands with a member of every role, four creators, an operator, a stranger and a guest.
pub(super) async fn cast(env: &Env) -> Cast {
    let mut cast = Cast {
        people: Vec::new(),
        brands: Vec::new(),
        creators: Vec::new(),
    };
    for brand in 0..2 {
        let owner = user(env, &format!("owner{brand}")).await;
        let id = founded_by(env, owner).await.id;
        cast.brands.push(id);
        cast.play(Part::Member(brand, Role::Owner), actor(owner));
        for role in [Role::Admin, Role::Manager, Role::Finance, Role::Viewer] {
            let name = format!("{role:?}{brand}").to_lowercase();
            let member = user(env, &name).await;
            let (email, intent) = (format!("{name}@example.com"), Intent::of(actor(owner)));
            let added = joining::member_add(env, &intent, id, &email, role).await;
            added.unwrap();
            let accepts = Intent::of(actor(member));
            let accepted = joining::membership_accept(env, &accepts, id).await;
            accepted.unwrap();
            cast.play(Part::Member(brand, role), actor(member));
        }
    }
    for creator in 0..4 {
        let person = user(env, &format!("creator{creator}")).await;
        cast.creators.push(micro(env, person).await);
        cast.play(Part::Creator(creator), actor(person));
    }
    let staff = Principal {
        user_id: user(env, "staff").await,
        session_id: SessionId::new(),
        is_operator: true,
        address: None,
    };
    cast.play(Part::Operator, Actor::User(staff));
    let stranger = user(env, "stranger").await;
    cast.play(Part::Stranger, actor(stranger));
    cast.play(Part::Guest, Actor::Guest);
    cast
}

impl Cast {
    fn play(&mut self, part: Part, actor: Actor) {
        self.people.push(Person { part, actor });
    }
}
