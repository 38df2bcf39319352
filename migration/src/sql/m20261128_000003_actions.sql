-- A request that was answered before this step, and is sent again after it, answers the same.
UPDATE idempotency_key SET operation = 'brand.member_role_set' WHERE operation = 'brand.member_set_role';
UPDATE idempotency_key SET operation = 'brand.member_spending_limit_set' WHERE operation = 'brand.spending_limit_set';
