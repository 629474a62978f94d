-- A database in memory: rows, an index, sorting and grouping, texts that grow.
create table item (id integer primary key, name text, weight real, kind integer);
with recursive n(i) as (select 0 union all select i + 1 from n where i < 39999)
insert into item select i, printf('%0*d', 1 + i % 200, i), (i * 7919 % 10007) / 8.0, i % 13 from n;
create index item_weight on item (weight, kind);
select kind, count(*), round(sum(weight), 3), max(length(name)) from item group by kind order by kind;
select a.id, b.id from item a join item b on a.weight = b.weight and a.id < b.id order by a.id, b.id limit 5;
delete from item where id % 3 = 0;
update item set name = name || hex(zeroblob(id % 300)) where kind < 5;
vacuum;
select count(*), sum(length(name)), length(group_concat(name)) from item;
drop table item;
select 'ok';
