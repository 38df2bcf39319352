//! What brands sell and creators post about: one theme for each niche.

use domain::vocabulary::Niche;

/// The words of one niche.
pub(super) struct Theme {
    pub(super) niche: Niche,
    /// Names of brands.
    pub(super) brands: [&'static str; 2],
    /// What they sell, as in "a week with ...".
    pub(super) products: [&'static str; 4],
    /// What creators do, as in "people who ...".
    pub(super) scene: &'static str,
    /// How creators describe themselves.
    pub(super) bios: [&'static str; 2],
}

/// All niches, each once.
#[rustfmt::skip]
pub(super) const THEMES: [Theme; 24] = [
    Theme { niche: Niche::Beauty, brands: ["Aurelia Skin", "Pure Petal"], scene: "share their morning routine",
        products: ["the vitamin C serum", "the solid cleanser", "the tinted day cream", "the refill lipstick"],
        bios: ["Simple skincare and slow mornings.", "Ten-minute make-up for tired people."] },
    Theme { niche: Niche::Fashion, brands: ["Nordloom", "Second Thread"], scene: "wear the same coat in five ways",
        products: ["the wool overshirt", "the capsule wardrobe", "the linen trousers", "the repaired denim line"],
        bios: ["Few clothes, many outfits.", "Second-hand finds and how I wear them."] },
    Theme { niche: Niche::FitnessWellness, brands: ["Kettle & Co", "Breathe Studio"], scene: "move a little every day",
        products: ["the fold-away mat", "the six-week plan", "the adjustable kettlebell", "the recovery roller"],
        bios: ["Strength training for beginners.", "Yoga without the mystery."] },
    Theme { niche: Niche::FoodDrink, brands: ["Grünblatt Tea", "Forno Vivo"], scene: "cook on weekdays, not only on Sundays",
        products: ["the autumn tea box", "the sourdough starter", "the cold brew kit", "the chilli oil trio"],
        bios: ["Weekday dinners under 30 minutes.", "Bread, mostly bread."] },
    Theme { niche: Niche::Travel, brands: ["Slowrail", "Bothy & Bay"], scene: "travel by train and stay a while",
        products: ["the night train pass", "the weekend cabin", "the 30-litre bag", "the map of small museums"],
        bios: ["Europe by rail, one town at a time.", "Long weekends, light luggage."] },
    Theme { niche: Niche::Technology, brands: ["Lumen Labs", "Quietware"], scene: "explain gadgets to their parents",
        products: ["the e-ink notebook", "the repairable earbuds", "the home air sensor", "the foldable keyboard"],
        bios: ["Gadgets, explained without jargon.", "I repair what others throw away."] },
    Theme { niche: Niche::Gaming, brands: ["Pixel Harbor", "Dicefield"], scene: "play story games after work",
        products: ["the co-op puzzle game", "the silent keyboard", "the handheld stand", "the indie bundle"],
        bios: ["Cosy games and long stories.", "Retro consoles, restored."] },
    Theme { niche: Niche::ParentingFamily, brands: ["Little Compass", "Mumble & Co"], scene: "show family life as it is",
        products: ["the wooden play kitchen", "the rain suit", "the bedtime audio box", "the lunch box with five parts"],
        bios: ["Two children, one small flat, much coffee.", "Honest notes from a first-time father."] },
    Theme { niche: Niche::HomeDecor, brands: ["Hearth & Hue", "Raumwerk"], scene: "change one corner at a time",
        products: ["the clay wall paint", "the modular shelf", "the linen curtains", "the paper lamp"],
        bios: ["Renting, and still making it ours.", "Small rooms, warm light."] },
    Theme { niche: Niche::Health, brands: ["Sleepwell", "Nook Nutrition"], scene: "write about sleep and good habits",
        products: ["the sleep diary app", "the standing desk mat", "the magnesium drink", "the blue-light lamp"],
        bios: ["A nurse's notes on everyday health.", "Better sleep, step by step."] },
    Theme { niche: Niche::Sports, brands: ["Trailkind", "Halfpace"], scene: "run before sunrise",
        products: ["the trail running vest", "the recycled jersey", "the indoor climbing pass", "the bike light set"],
        bios: ["From the sofa to the half marathon.", "Amateur cyclist, professional eater."] },
    Theme { niche: Niche::Music, brands: ["Tapeloop", "Morgen Audio"], scene: "make music in small rooms",
        products: ["the pocket synthesiser", "the practice app", "the vinyl subscription", "the open headphones"],
        bios: ["Bedroom producer and vinyl collector.", "Learning the cello at 34."] },
    Theme { niche: Niche::ArtDesign, brands: ["Ink & Ivory", "Papierlust"], scene: "draw something every day",
        products: ["the watercolour set", "the refillable brush pen", "the risograph workshop", "the sketchbook club"],
        bios: ["Urban sketches in watercolour.", "Letters, prints and paper."] },
    Theme { niche: Niche::Photography, brands: ["Lichtbild", "Fieldframe"], scene: "carry a camera everywhere",
        products: ["the pocket tripod", "the film developing kit", "the photo book", "the camera strap"],
        bios: ["35 mm film and patience.", "Street photography from side streets."] },
    Theme { niche: Niche::Pets, brands: ["Pawline", "Fell & Fein"], scene: "share their home with an animal",
        products: ["the slow feeder bowl", "the grain-free treats", "the reflective lead", "the cat climbing wall"],
        bios: ["A rescue dog and his staff.", "Three cats, no regrets."] },
    Theme { niche: Niche::SustainableLiving, brands: ["Leerer Korb", "Mend It"], scene: "throw away less every year",
        products: ["the refill cleaning kit", "the balcony composter", "the repair café tour", "the beeswax wraps"],
        bios: ["Less waste, without a lecture.", "Mending, growing, sharing."] },
    Theme { niche: Niche::Finance, brands: ["Clearpenny", "Sparfuchs"], scene: "talk openly about money",
        products: ["the budget planner", "the first-investment course", "the shared household account", "the tax checklist"],
        bios: ["Money basics for people who hate spreadsheets.", "Saving with a small salary."] },
    Theme { niche: Niche::Education, brands: ["Lingua Nova", "Merkheft"], scene: "learn something new in public",
        products: ["the ten-minute language course", "the memory cards", "the study planner", "the home lab box"],
        bios: ["A teacher who still learns.", "Five languages, none of them well."] },
    Theme { niche: Niche::Books, brands: ["Marginalia", "Leselampe"], scene: "read on trains and in queues",
        products: ["the book subscription", "the reading light", "the autumn novels", "the audiobook club"],
        bios: ["One novel a week, reviewed in a minute.", "Books about people, mostly."] },
    Theme { niche: Niche::Automotive, brands: ["Voltwerk", "Roadmellow"], scene: "drive electric over long distances",
        products: ["the charging card", "the roof tent", "the dashboard camera", "the cargo bike subscription"],
        bios: ["Old vans, new engines.", "Everyday electric driving."] },
    Theme { niche: Niche::Outdoors, brands: ["Fernweh Gear", "Stillwater"], scene: "sleep outside whenever they can",
        products: ["the two-person tent", "the camp stove", "the rain shell", "the paddle weekend"],
        bios: ["Huts, tents and bad weather.", "Micro-adventures after work."] },
    Theme { niche: Niche::LocalLife, brands: ["Kiezkarte", "Corner & Square"], scene: "know every café in their street",
        products: ["the neighbourhood card", "the Saturday market tour", "the brunch menu", "the open studio day"],
        bios: ["The best corners of my town.", "Cafés, markets and people."] },
    Theme { niche: Niche::ComedyEntertainment, brands: ["Laugh Lines", "Late Row"], scene: "make people laugh in thirty seconds",
        products: ["the improv night", "the podcast festival", "the party card game", "the open-air cinema"],
        bios: ["Sketches about office life.", "I imitate my mother, with her permission."] },
    Theme { niche: Niche::Business, brands: ["Fieldnote", "Solo Desk"], scene: "work for themselves",
        products: ["the invoicing app", "the co-working pass", "the pitch workshop", "the notebook for freelancers"],
        bios: ["Freelancing, with real numbers.", "From side project to small company."] },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_niche_has_one_theme_and_no_two_brands_one_name() {
        let niches: BTreeSet<_> = THEMES.iter().map(|theme| theme.niche).collect();
        let brands: BTreeSet<_> = THEMES.iter().flat_map(|theme| theme.brands).collect();
        assert_eq!((niches.len(), brands.len()), (24, 48));
    }
}
