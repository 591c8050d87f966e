/** A type that was inferred from a schema, as data that nobody changes. */
export type ReadOnly<Type> = Type extends readonly (infer Item)[]
	? readonly ReadOnly<Item>[]
	: Type extends object
		? {readonly [Key in keyof Type]: ReadOnly<Type[Key]>}
		: Type;
