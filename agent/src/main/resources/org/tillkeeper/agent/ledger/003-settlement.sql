-- Its place; what is here comes with settlement.
SELECT 1;
