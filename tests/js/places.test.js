import assert from "node:assert/strict"
import { test } from "node:test"
import { byDistance, distance, inOrder, suggest } from "../../static/js/domain/places.js"
import { find } from "../../static/js/domain/search.js"

const villages = [
  { id: "1", name: "青龙村", pinyin: "qing long cun", initials: "qlc", lat: 27.1, lng: 111.4 },
  {
    id: "2",
    name: "白石村",
    pinyin: "bai shi cun",
    initials: "bsc",
    lat: 27.12,
    lng: 111.42,
    last_used: true,
  },
  { id: "3", name: "上湾村", pinyin: "shang wan cun", initials: "swc" },
]

test("a degree of latitude is 111 km", () => {
  assert.ok(Math.abs(distance({ lat: 27, lng: 111 }, { lat: 28, lng: 111 }) - 111_195) < 5)
})

test("the nearest is suggested, else the last used, else nothing", () => {
  assert.deepEqual(suggest(villages, { lat: 27.101, lng: 111.401 })?.village.id, "1")
  assert.equal(suggest(villages, { lat: 27.101, lng: 111.401 })?.why, "near")
  assert.equal(suggest(villages, null)?.why, "last")
  assert.equal(suggest([villages[0], villages[2]], null), null)
  assert.equal(suggest([villages[2]], null)?.why, "only")
})

test("a vague or far position suggests nothing", () => {
  assert.deepEqual(byDistance(villages, { lat: 27.1, lng: 111.4, accuracy: 20_000 }), [])
  assert.deepEqual(byDistance(villages, { lat: 39.9, lng: 116.4 }), [])
})

test("near ones first, then the last used, then the register's order, nobody twice", () => {
  assert.deepEqual(
    inOrder(villages, null).map((v) => v.id),
    ["2", "1", "3"],
  )
  assert.deepEqual(
    inOrder(villages, { lat: 27.1, lng: 111.4 }).map((v) => v.id),
    ["1", "2", "3"],
  )
})

test("a name, its pinyin, its initials and a code find", () => {
  const names = (query) => find(villages, query).map((v) => v.name)
  assert.deepEqual(names("青"), ["青龙村"])
  assert.deepEqual(names("qinglong"), ["青龙村"])
  assert.deepEqual(names("BSC"), ["白石村"])
  assert.deepEqual(names("湾"), ["上湾村"])
  assert.deepEqual(names("shi"), ["白石村"])
  assert.deepEqual(names("zzz"), [])
  assert.equal(names(" ").length, 3)
  assert.deepEqual(find([{ code: "B2-01", title: "牌子超目录" }], "b201").length, 1)
})
