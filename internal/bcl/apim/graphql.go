package apim

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// GraphQL is context.GraphQL, in resolvers; elsewhere its objects are empty.
type GraphQL struct{ Arguments, Parent *GraphQLData }

// GraphQLData is an IGraphQLDataObject: JSON by name, null when absent.
type GraphQLData struct{ Object *jsontree.Object }

func graphqlType() types.Decl {
	return record[*GraphQL]("IGraphQL",
		object("IGraphQLDataObject Arguments", func(g *GraphQL) *GraphQLData { return g.Arguments }),
		object("IGraphQLDataObject Parent", func(g *GraphQL) *GraphQLData { return g.Parent }))
}

func graphqlDataType() types.Decl {
	return record[*GraphQLData]("IGraphQLDataObject",
		types.Member{Sig: "object this[string key]", Impl: rt.Method1(func(d *GraphQLData, key rt.String) (any, error) {
			if d.Object == nil {
				return nil, nil
			}
			if t := d.Object.Get(key.Text); t != nil {
				return t, nil
			}
			return nil, nil
		})})
}
