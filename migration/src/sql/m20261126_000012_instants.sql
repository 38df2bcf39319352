-- Nothing of its own: after each step all columns that hold instants are guarded, and with this one those of steps that
-- an earlier version applied.
SELECT 1;
