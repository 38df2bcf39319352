-- Between which kinds of accounts an entry of a kind moves money; everything else is refused. A step that adds a kind
-- takes the triggers away for as long as it adds its rules.

CREATE TABLE ledger_rule (
    entry_kind text NOT NULL,
    from_kind text NOT NULL,
    to_kind text NOT NULL,
    PRIMARY KEY (entry_kind, from_kind, to_kind)
);
INSERT INTO ledger_rule (entry_kind, from_kind, to_kind) VALUES
    ('funded', 'provider_clearing', 'brand_wallet'),
    ('reserved', 'brand_wallet', 'offer_reserve'),
    ('reserve_freed', 'offer_reserve', 'brand_wallet'),
    ('held', 'offer_reserve', 'escrow'),
    ('held', 'offer_reserve', 'fee_deferred'),
    ('held', 'brand_wallet', 'escrow'),
    ('held', 'brand_wallet', 'fee_deferred'),
    ('returned', 'escrow', 'offer_reserve'),
    ('returned', 'escrow', 'brand_wallet'),
    ('returned', 'fee_deferred', 'offer_reserve'),
    ('returned', 'fee_deferred', 'brand_wallet'),
    ('released', 'escrow', 'creator_pending'),
    ('released', 'escrow', 'platform_fees'),
    ('released', 'fee_deferred', 'platform_fees'),
    ('refunded', 'escrow', 'brand_wallet'),
    ('refunded', 'fee_deferred', 'brand_wallet'),
    ('decided', 'escrow', 'creator_pending'),
    ('decided', 'escrow', 'platform_fees'),
    ('decided', 'escrow', 'brand_wallet'),
    ('decided', 'fee_deferred', 'platform_fees'),
    ('decided', 'fee_deferred', 'brand_wallet'),
    ('cleared', 'creator_pending', 'creator_available'),
    ('payout_requested', 'creator_available', 'payout_in_transit'),
    ('payout_paid', 'payout_in_transit', 'provider_clearing'),
    ('payout_undone', 'payout_in_transit', 'creator_available');
